import type { Clock } from '../clock.ts';
import { Fifo } from '../fifo.ts';

/** One after the other, each in a turn of the event loop of its own, in the order in which they came: a crowd does not keep others waiting. */
export class Turns {
  readonly #clock: Clock;
  readonly #waiting = new Fifo<() => void>();
  #isGoing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves at once when nobody has had this turn yet. */
  next(): Promise<void> | undefined {
    if (!this.#isGoing) {
      this.#go();
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Runs `task` in a turn to come. */
  queue(task: () => void): void {
    this.#waiting.push(task);
    if (!this.#isGoing) this.#go();
  }

  #go(): void {
    this.#isGoing = true;
    this.#clock.soon(() => {
      const next = this.#waiting.shift();
      if (!next) return void (this.#isGoing = false);
      this.#go();
      next();
    });
  }
}
