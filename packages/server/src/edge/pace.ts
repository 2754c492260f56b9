/** Milliseconds of one write to one subscriber, at least: 5 to 9 µs of the kernel's and ours (ENGINE §7). */
const WRITE_MS = 0.006;
/** Milliseconds that are waited for company beyond what the last flush cost, at most. */
const COMPANY_MS = 12;
/** Messages in one flush up to which more company is worth waiting for: a write is cheap for each of so many. */
const ENOUGH = 16;

/**
 * When a channel's subscribers are written to. The cost is one write a subscriber and flush, however much is in it, so what comes while it is
 * busy is gathered: a room of a thousand is written to some sixty times a second, one of fifty after each commit. When it was quiet,
 * it is written to at once.
 */
export class Pace {
  #flushedAt = Number.NEGATIVE_INFINITY;
  #cost = 0;
  #company = 0;
  /** Messages that have come together of late: those who answer what was just told come a little apart, and are told together. */
  #usual = 0;

  flushed(now: number, { receivers, messages }: { readonly receivers: number; readonly messages: number }): void {
    this.#flushedAt = now;
    this.#cost = receivers * WRITE_MS;
    // Where each waits for the one before to arrive, nobody comes while one waits.
    this.#company = messages > 1 ? Math.min(2 * this.#cost, COMPANY_MS) : 0;
    this.#usual = messages > this.#usual ? messages : (this.#usual + messages) / 2;
  }

  /** The last flush is out: large messages take longer than many. */
  through(now: number): void {
    this.#cost = Math.max(this.#cost, now - this.#flushedAt);
  }

  /** Milliseconds until this many messages may go; under one, at once: no timer is finer. */
  wait(now: number, messages: number): number {
    const least = messages >= Math.max(ENOUGH, this.#usual) ? this.#cost : this.#cost + this.#company;
    const wait = this.#flushedAt + least - now;
    // A clock that was set back does not hold anything up.
    return wait < 1 || wait > least ? 0 : wait;
  }
}
