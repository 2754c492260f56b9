/**
 * Keeps the generator from sleeping. Who sleeps has to be woken, and on one machine the kernel lets the writer pay for that, with every write: a server would
 * be charged for being slower than the generator. Over a network nobody pays for the sleep of others.
 */
export class Awake {
  #heard = false;
  #idle = 0;
  #on = true;

  constructor() {
    let last = performance.now();
    const turn = (): void => {
      const now = performance.now();
      if (!this.#heard) this.#idle += now - last;
      this.#heard = false;
      last = now;
      if (this.#on) setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** Something came in this turn of the loop. */
  heard(): void {
    this.#heard = true;
  }

  /** Seconds so far in turns in which nothing came. */
  get idleSeconds(): number {
    return this.#idle / 1000;
  }

  stop(): void {
    this.#on = false;
  }
}
