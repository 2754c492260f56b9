/** How often a slow reader takes something: fifty times a second, a packet or so each. ms */
const EVERY_MS = 20;

/**
 * How much a reader of so many bytes a second may take, and when it may take the next. It saves nothing up: while nothing came, a slow line was
 * idle, and is no faster afterwards.
 */
export class ReadingPace {
  /** Bytes to be read at once. */
  readonly bytes: number;
  readonly #perMs: number;
  #freeAt = Number.NEGATIVE_INFINITY;

  constructor(bytesPerSecond: number) {
    this.#perMs = bytesPerSecond / 1000;
    this.bytes = Math.max(1, Math.round(this.#perMs * EVERY_MS));
  }

  /** So many bytes were read at `now` (ms): milliseconds until the next may be. */
  took(bytes: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + bytes / this.#perMs;
    return this.#freeAt - now;
  }
}
