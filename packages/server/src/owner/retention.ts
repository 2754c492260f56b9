import type { Clock } from '../clock.ts';
import type { Retention } from '../kind.ts';
import type { Store } from '../ports/store.ts';

/** Events that go in one step: a few milliseconds of the writer, so that no commit waits long. */
const STEP = { events: 500, bytes: 256 * 1024 };
/** Milliseconds between two steps: the writer is for commits. */
const PAUSE_MS = 50;

export interface RetentionHouse {
  readonly store: Pick<Store, 'read' | 'trim'>;
  readonly clock: Clock;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
}

/** Removes what a channel's log need not keep any more: what is older than its kind says, and behind the checkpoint, step by step. */
export class Trimming {
  readonly #channel: string;
  readonly #retention: Retention;
  readonly #house: RetentionHouse;
  #trimmed = 0;
  #busy = false;

  constructor(channel: string, retention: Retention, house: RetentionHouse) {
    this.#channel = channel;
    this.#retention = retention;
    this.#house = house;
  }

  /** `head` is on disk. Does nothing while it is at it. */
  look(head: number): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#run(head - this.#retention.events)
      .catch((error: unknown) => this.#house.log('warn', 'a log could not be trimmed; it is tried again', { channel: this.#channel, error }))
      .finally(() => void (this.#busy = false));
  }

  async #run(upTo: number): Promise<void> {
    while (this.#trimmed < upTo) {
      const { events } = await this.#house.store.read(this.#channel, this.#trimmed, STEP);
      const before = this.#house.clock.now() - this.#retention.ms;
      const last = events.findLast(({ offset, at }) => offset <= upTo && at < before);
      if (!last || (await this.#house.store.trim(this.#channel, last.offset, STEP.events)) === 0) return;
      this.#trimmed = last.offset;
      await new Promise<void>((resolve) => void this.#house.clock.after(PAUSE_MS, resolve));
    }
  }
}
