import { limits } from './limits.ts';

/** Milliseconds between two acknowledgements of a fast reader, about. */
const EVERY_MS = 250;
/** Bytes of one step, at most: a reader of 1 MB/s says so four times a second, not sixty. */
const MOST = 256 * 1024;

/**
 * When a client says how much it has received: every `ackBytes` while they take it longer than 250 ms, and after ever larger steps while
 * they do not, up to 256 kB. So a slow reader is known exactly, and a fast one does not spend its time, and the hub's, on saying so.
 * A step is what came in 250 ms, about: by it the hub knows how much may be on its way. [PR16]
 */
export class Receipts {
  #received = 0;
  #told = 0;
  #toldAt = 0;
  #step: number = limits.ackBytes;

  /** Takes `bytes` of payload; answers with what is to be said now, if anything. The clock's `now` is in ms. */
  take(bytes: number, clock: { now(): number }): number | undefined {
    this.#received += bytes;
    if (this.#received - this.#told < this.#step) return undefined;
    const now = clock.now();
    this.#step = now - this.#toldAt < EVERY_MS ? Math.min(2 * this.#step, MOST) : Math.max(this.#step / 2, limits.ackBytes);
    this.#toldAt = now;
    return (this.#told = this.#received);
  }

  /** What is to be said with a beat: all that was received, if there is anything new. The hub takes it for a small step, and so do we. */
  rest(): number | undefined {
    this.#step = limits.ackBytes;
    return this.#received === this.#told ? undefined : (this.#told = this.#received);
  }
}
