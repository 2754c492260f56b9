import type { Clock } from '../clock.ts';
import type { AppendOutcome, ChannelAppend, Store } from '../ports/store.ts';

/** Steps of one channel in one commit: some milliseconds of the writer, so that no channel holds up the others. */
const STEPS_PER_COMMIT = 1000;
/** Milliseconds before the next try after a commit whose outcome is unknown. */
const AFTER_UNKNOWN_MS = 250;

interface Appender {
  collect(most: number): ChannelAppend | undefined;
  outcome(outcome: AppendOutcome): void;
  unknown(): void;
}

/**
 * Group commit: whatever arrived while the last commit was under way goes into the next. Under load a commit is shared by thousands of
 * commands; when it is quiet, a command waits for its own alone.
 */
export class Committer {
  readonly #store: Pick<Store, 'append'>;
  readonly #clock: Clock;
  readonly #log: (what: string, error: unknown) => void;
  #waiting = new Set<Appender>();
  #busy = false;
  readonly #settled: (() => void)[] = [];

  constructor(store: Pick<Store, 'append'>, clock: Clock, log: (what: string, error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  wants(owner: Appender): void {
    this.#waiting.add(owner);
    if (this.#busy) return;
    this.#busy = true;
    // The rest of what has arrived in this turn of the loop comes along.
    this.#clock.soon(() => void this.#run());
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    return this.#busy ? new Promise((resolve) => void this.#settled.push(resolve)) : Promise.resolve();
  }

  /** Does not reject. */
  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      const owners: Appender[] = [];
      const batches: ChannelAppend[] = [];
      for (const owner of this.#waiting) {
        const batch = owner.collect(STEPS_PER_COMMIT);
        if (!batch) continue;
        owners.push(owner);
        batches.push(batch);
      }
      this.#waiting = new Set();
      if (batches.length > 0) await this.#append(owners, batches);
    }
    this.#busy = false;
    for (const resolve of this.#settled.splice(0)) resolve();
  }

  async #append(owners: readonly Appender[], batches: readonly ChannelAppend[]): Promise<void> {
    let outcomes: readonly AppendOutcome[];
    try {
      outcomes = await this.#store.append(batches);
    } catch (error) {
      this.#log('the outcome of a commit is unknown', error);
      await new Promise<void>((resolve) => void this.#clock.after(AFTER_UNKNOWN_MS, resolve));
      for (const owner of owners) owner.unknown();
      return;
    }
    for (const [index, owner] of owners.entries()) {
      try {
        owner.outcome(outcomes[index] ?? { kind: 'failed', error: 'no outcome' });
      } catch (error) {
        // One channel's mistake must not stop the others' commits.
        this.#log('letting out what was committed failed', error);
        owner.unknown();
      }
    }
  }
}
