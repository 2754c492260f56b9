import type { Stamp } from './message.ts';

/** Whether every reader got every message once, each publisher's in its order, and all of a room in one order. */
export class Order {
  /** By reader, publisher and room: the sequence that comes next. */
  readonly #next = new Map<string, number>();
  /** By room: the order of whoever was first at each place, as `publisher.sequence`. */
  readonly #orders = new Map<number, string[]>();
  /** By reader and room: how many it has read. */
  readonly #read = new Map<string, number>();
  #gaps = 0;
  #swaps = 0;

  saw(reader: number, { publisher, room, sequence }: Stamp): void {
    const line = `${reader} ${publisher} ${room}`;
    if (sequence !== (this.#next.get(line) ?? 0)) this.#gaps += 1;
    this.#next.set(line, sequence + 1);

    let order = this.#orders.get(room);
    if (!order) this.#orders.set(room, (order = []));
    const place = `${reader} ${room}`;
    const at = this.#read.get(place) ?? 0;
    this.#read.set(place, at + 1);
    const what = `${publisher}.${sequence}`;
    if (at === order.length) order.push(what);
    else if (order[at] !== what) this.#swaps += 1;
  }

  /** In words; nothing when all is well. */
  faults(): readonly string[] {
    return [
      ...(this.#gaps > 0 ? [`${this.#gaps} messages came out of their publisher's order, twice or after a gap`] : []),
      ...(this.#swaps > 0 ? [`${this.#swaps} messages came in another order than to others in the room`] : []),
    ];
  }
}
