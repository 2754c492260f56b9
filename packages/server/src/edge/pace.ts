/** Milliseconds of one write to one subscriber: 5 to 9 µs of the kernel's and ours (ENGINE §7). */
const WRITE_MS = 0.006;
/** Milliseconds that are waited for company beyond what the last flush cost, at most. */
const COMPANY_MS = 4;
/** Messages in one flush above which a write is cheap for each of them, and more company saves little. */
const ENOUGH = 16;

/**
 * When a channel's subscribers are written to. The cost is one write a subscriber and flush, however much is in it, so what comes while it is
 * busy is gathered: a room of a thousand is written to a hundred times a second at most, one of fifty after each commit. When it was quiet,
 * it is written to at once.
 */
export class Pace {
  #flushedAt = Number.NEGATIVE_INFINITY;
  #cost = 0;
  #company = 0;

  flushed(now: number, { receivers, messages }: { readonly receivers: number; readonly messages: number }): void {
    this.#flushedAt = now;
    this.#cost = receivers * WRITE_MS;
    // Where each waits for the one before to arrive, nobody comes while one waits.
    this.#company = messages > 1 ? Math.min(this.#cost, COMPANY_MS) : 0;
  }

  /** Milliseconds until this many messages may go; under one, at once: no timer is finer. */
  wait(now: number, messages: number): number {
    const least = messages >= ENOUGH ? this.#cost : this.#cost + this.#company;
    const wait = this.#flushedAt + least - now;
    // A clock that was set back does not hold anything up.
    return wait < 1 || wait > least ? 0 : wait;
  }
}
