/** A token bucket: `burst` at once, `perSecond` in the long run. */
export class Bucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes tokens, all or none, or tells in how many milliseconds they will be there. */
  take(now: number, tokens = 1): number {
    // A clock that goes backwards gives nothing and takes nothing.
    const { burst, perSecond } = this.#rate;
    const perMs = perSecond / 1000;
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, now - this.#at) * perMs);
    this.#at = now;
    if (this.#tokens >= tokens) {
      this.#tokens -= tokens;
      return 0;
    }
    return Math.ceil((tokens - this.#tokens) / perMs);
  }
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}
