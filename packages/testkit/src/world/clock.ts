import type { Clock } from '@atrium/server';

/** A Monday morning, so that a transcript's times read well. ms since the epoch */
const BEGINNING_OF_TIME = Date.UTC(2030, 0, 7, 9);

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/**
 * Time that moves only when a test turns the hands. Timers run in the order of their time, those of one time in the order in which they
 * were set; between two, everything that promises have to say is said.
 */
export class VirtualClock implements Clock {
  #now = BEGINNING_OF_TIME;
  #soon: (() => void)[] = [];
  #timers: Timer[] = [];
  #set = 0;

  now(): number {
    return this.#now;
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  after(ms: number, task: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, ms), order: ++this.#set, task };
    this.#timers.push(timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Runs what is to be run soon, and all promises, until nothing is left to do at this time. */
  async settle(): Promise<void> {
    do {
      // One turn of the real loop drains every promise; nothing in a world waits for anything real.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      const tasks = this.#soon;
      this.#soon = [];
      for (const task of tasks) task();
      if (tasks.length > 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    } while (this.#soon.length > 0);
  }

  /** Goes to the next timer that is due within `within` ms and runs it; false when there is none. */
  async step(within = Number.POSITIVE_INFINITY): Promise<boolean> {
    await this.settle();
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer;
    if (!next || next.due > this.#now + within) return false;
    this.#timers.splice(this.#timers.indexOf(next), 1);
    this.#now = Math.max(this.#now, next.due);
    next.task();
    await this.settle();
    return true;
  }

  /** Lets `ms` milliseconds pass. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    while (await this.step(end - this.#now));
    this.#now = end;
    await this.settle();
  }

  /** Lets time pass until `done` says so. @throws Error when it does not within `within` ms. */
  async until(done: () => boolean, { within = 120_000, what = 'it' }: { readonly within?: number; readonly what?: string } = {}): Promise<void> {
    const end = this.#now + within;
    await this.settle();
    while (!done()) if (!(await this.step(end - this.#now))) throw new Error(`${what} did not happen within ${within} ms.`);
  }
}

/** The clock of one process: when that is killed, nothing it has set runs any more. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  #alive = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  soon(task: () => void): void {
    this.#clock.soon(() => this.#alive && task());
  }

  after(ms: number, task: () => void): () => void {
    return this.#clock.after(ms, () => this.#alive && task());
  }

  kill(): void {
    this.#alive = false;
  }
}
