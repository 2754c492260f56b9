import type { BatchEvent } from '../ports/bus.ts';
import { sizeOf } from './batches.ts';

/** What an edge keeps of a channel's last events, so that a short absence needs no read of the store. Bytes and ms. */
export const RING_BYTES = 256 * 1024;
export const RING_MS = 10_000;

/** The last events of a channel, contiguous. */
export class Ring {
  #events: BatchEvent[] = [];
  #times: number[] = [];
  #bytes = 0;

  add(events: readonly BatchEvent[], now: number): void {
    for (const event of events) {
      this.#events.push(event);
      this.#times.push(now);
      this.#bytes += sizeOf(event);
    }
    let drop = 0;
    while (drop < this.#events.length && (this.#bytes > RING_BYTES || now - this.#times[drop]! > RING_MS)) this.#bytes -= sizeOf(this.#events[drop++]!);
    if (drop > 0) {
      this.#events = this.#events.slice(drop);
      this.#times = this.#times.slice(drop);
    }
  }

  /** What was read of the log goes before what is here, as far as it reaches it and there is room: the next who comes back to it reads nothing. */
  fill(read: readonly BatchEvent[], now: number): void {
    const first = this.#events[0]?.offset ?? Number.POSITIVE_INFINITY;
    const before = read.filter(({ offset }) => offset < first);
    const last = before.at(-1);
    if (!last || (this.#events.length > 0 && last.offset !== first - 1)) return;
    let from = before.length;
    while (from > 0 && this.#bytes + sizeOf(before[from - 1]!) <= RING_BYTES) this.#bytes += sizeOf(before[--from]!);
    this.#events = [...before.slice(from), ...this.#events];
    this.#times = [...before.slice(from).map(() => now), ...this.#times];
  }

  clear(): void {
    this.#events = [];
    this.#times = [];
    this.#bytes = 0;
  }

  /** The event at an offset, by which a position's term is told. */
  at(offset: number): BatchEvent | undefined {
    const first = this.#events[0];
    return first && this.#events[offset - first.offset];
  }

  /** Everything after an offset; undefined when it does not reach back so far. */
  after(offset: number): readonly BatchEvent[] | undefined {
    const first = this.#events[0];
    return first && offset >= first.offset - 1 ? this.#events.slice(offset + 1 - first.offset) : undefined;
  }
}
