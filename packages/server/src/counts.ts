type Counted =
  | 'accepted'
  | 'rejected'
  | 'frames'
  | 'faults'
  | 'signals'
  | 'queries'
  | 'commands'
  | 'events'
  | 'repeats'
  | 'drops'
  | 'refusals'
  | 'deliveries'
  | 'writes';

/** Counts since the start, for metrics. */
export class Counts {
  readonly #counts: Record<Counted, number> = {
    accepted: 0,
    rejected: 0,
    frames: 0,
    faults: 0,
    signals: 0,
    queries: 0,
    commands: 0,
    events: 0,
    repeats: 0,
    drops: 0,
    refusals: 0,
    deliveries: 0,
    writes: 0,
  };

  add(what: Counted, by = 1): void {
    this.#counts[what] += by;
  }

  all(): Readonly<Record<Counted, number>> {
    return { ...this.#counts };
  }
}
