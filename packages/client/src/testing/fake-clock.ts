import type { Clock } from '../surroundings.ts';

/** A clock whose hands a test turns. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #timers = new Set<{ due: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { due: this.#now + ms, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Turns on by `ms`, running what falls due on the way, each at its time. */
  turn(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.task();
    }
    this.#now = end;
  }

  /** The machine sleeps: time passes and nothing runs until it wakes. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** Somebody sets the hands, by so much: timers ring when they would have. */
  setHands(by: number): void {
    this.#now += by;
    this.#timers = new Set([...this.#timers].map((timer) => Object.assign(timer, { due: timer.due + by })));
  }

  get waiting(): number {
    return this.#timers.size;
  }
}

/** Lets everything run that waits for no clock. */
export const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
