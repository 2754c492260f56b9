/** Who takes part in a run, and where. */
export interface Person {
  readonly who: string;
  /**
   * `moderator` puts people out and lets them in again. `keeper` has its outbox in a folder, and is killed and started again. Neither is ever
   * put out, so that what they say is never refused.
   */
  readonly part: 'moderator' | 'keeper' | 'member';
  /** Rooms that they belong to. */
  readonly rooms: readonly string[];
  /** The conversation that they post to without having joined it. */
  readonly blind: string | undefined;
}

export const ROOMS = ['r1', 'r2', 'r3', 'r4', 'r5'] as const;
/** What stands on a room's table, of those that this run has. */
export const tableOf = (room: string, tables: readonly string[]): string | undefined => tables[ROOMS.findIndex((each) => each === room) % tables.length];
/** Twenty clients: a moderator, two keepers, and members. */
const PEOPLE = 20;
const KEEPERS = [1, 2];

export const cast: readonly Person[] = Array.from({ length: PEOPLE }, (_, index) => {
  const who = `p${String(index).padStart(2, '0')}`;
  const rooms = [0, 1, 2].map((step) => ROOMS[(index + step) % ROOMS.length] as string);
  if (index === 0) return { who, part: 'moderator', rooms: ROOMS, blind: undefined };
  if (KEEPERS.includes(index)) return { who, part: 'keeper', rooms: rooms.slice(0, 2), blind: undefined };
  return { who, part: 'member', rooms, blind: rooms[2] };
});

export const membersOf = (room: string): readonly string[] => cast.filter(({ rooms }) => rooms.includes(room)).map(({ who }) => who);
/** Those who may be put out of a room. */
export const removableFrom = (room: string): readonly string[] =>
  cast.filter(({ part, rooms }) => part === 'member' && rooms.includes(room)).map(({ who }) => who);

/** Clients by process: keepers alone, so that killing one harms nobody else. */
export const crews: readonly (readonly string[])[] = [
  ...cast.filter(({ part }) => part === 'keeper').map(({ who }) => [who]),
  ...[0, 1, 2].map((crew) =>
    cast
      .filter(({ part }) => part !== 'keeper')
      .filter((_, index) => index % 3 === crew)
      .map(({ who }) => who),
  ),
];
