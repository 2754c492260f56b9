/** What a run did, in the numbers that say whether it tried hard enough. */
export interface Efforts {
  /** Commands that a client was told are done. */
  readonly acknowledged: number;
  /** SIGKILLs of the server. */
  readonly kills: number;
  /** Connections that were severed under way: cut, or half-opened and forgotten. */
  readonly cuts: number;
  /** Commands on the wire and unanswered, summed over all kills and cuts. */
  readonly inFlight: number;
}

/** Per 60 seconds. Below them a run has shown nothing. */
const FLOORS: Efforts = { acknowledged: 10_000, kills: 10, cuts: 100, inFlight: 500 };

export const floorsOf = (seconds: number): Efforts => ({
  acknowledged: Math.ceil((FLOORS.acknowledged * seconds) / 60),
  kills: Math.ceil((FLOORS.kills * seconds) / 60),
  cuts: Math.ceil((FLOORS.cuts * seconds) / 60),
  inFlight: Math.ceil((FLOORS.inFlight * seconds) / 60),
});

/** What fell short, one sentence each. */
export function shortfalls(efforts: Efforts, seconds: number): readonly string[] {
  const floors = floorsOf(seconds);
  const names = Object.keys(FLOORS) as (keyof Efforts)[];
  return names.filter((name) => efforts[name] < floors[name]).map((name) => `${name} ${efforts[name]} of at least ${floors[name]}`);
}
