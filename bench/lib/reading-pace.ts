/** Parts of a second of a thin line: what one read takes at most. */
const READS_PER_SECOND = 20;

/** So many bytes a second: what each read takes, and how long to wait before the next. What was not used is not saved up. */
export class ReadingPace {
  /** Read into; no larger than what may be taken at once. */
  readonly buffer: Buffer;
  readonly #bytesPerSecond: number;
  #due = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.floor(bytesPerSecond / READS_PER_SECOND)));
  }

  /** Milliseconds until the next read, when `bytes` were read now. A timer that comes late is made up for; a line that was idle is not. */
  wait(bytes: number, now: number): number {
    const late = Math.min(Math.max(0, now - this.#due), 1000 / READS_PER_SECOND);
    this.#due = now - late + (bytes * 1000) / this.#bytesPerSecond;
    return Math.max(0, this.#due - now);
  }
}
