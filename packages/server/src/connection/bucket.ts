/** A token bucket: `burst` at once, `perSecond` in the long run. */
export class Bucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#perMs = rate.perSecond / 1000;
    this.#burst = rate.burst;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes tokens, all or none, or tells in how many milliseconds they will be there. */
  take(now: number, tokens = 1): number {
    // A clock that goes backwards gives nothing and takes nothing.
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens >= tokens) {
      this.#tokens -= tokens;
      return 0;
    }
    return Math.ceil((tokens - this.#tokens) / this.#perMs);
  }
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}
