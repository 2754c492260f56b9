import type { ChannelAppend, Entry, NewEffect, NewEvent, Sql } from '@atrium/server';
import type { Cell, Cells } from './calls.ts';

/**
 * Appends cross to the writer as one flat array of plain values, lists with their length in front. Cloning nested objects would cost the main
 * thread several times as much, and it is the main thread that serves everyone.
 */
export function encodeAppends(appends: readonly ChannelAppend[]): Cells {
  const cells: Cell[] = [appends.length];
  for (const { channel, expected, term, fence, entries } of appends) {
    cells.push(channel, expected[0], expected[1], term, fence, entries.length);
    for (const entry of entries) encodeEntry(cells, entry);
  }
  return cells;
}

function encodeEntry(cells: Cell[], { events, rows, redacts, effects, cancels, answered, checkpoint, received }: Entry): void {
  cells.push(events.length);
  for (const { name, version, at, by, audience, body } of events) cells.push(name, version, at, by ? by[0] : null, by ? by[1] : null, audience, body);
  cells.push(rows.length);
  for (const { text, values } of rows) cells.push(text, values.length, ...values);
  cells.push(redacts.length, ...redacts, effects.length);
  for (const { event, index, target, name, body, due, timer } of effects) cells.push(event, index, target, name, body, due, timer);
  cells.push(cancels.length, ...cancels);
  if (answered) {
    const { identity, client, tag, settled, reply } = answered;
    cells.push(identity, client, tag, settled, reply.n, reply.hmac, reply.at[0], reply.at[1], reply.body);
  } else cells.push(null);
  if (checkpoint) cells.push(checkpoint.version, checkpoint.body);
  else cells.push(null);
  if (received) cells.push(received.channel, received.term, received.offset, received.index);
  else cells.push(null);
}

export function decodeAppends(cells: Cells): readonly ChannelAppend[] {
  return new Decoder(cells).appends();
}

class Decoder {
  readonly #cells: Cells;
  #next = 0;
  constructor(cells: Cells) {
    this.#cells = cells;
  }

  appends(): readonly ChannelAppend[] {
    return this.#list(() => ({
      channel: this.#text(),
      expected: [this.#text(), this.#number()] as const,
      term: this.#text(),
      fence: this.#text(),
      entries: this.#list(() => this.#entry()),
    }));
  }

  #entry(): Entry {
    return {
      events: this.#list(() => this.#event()),
      rows: this.#list((): Sql => ({ text: this.#text(), values: this.#list(() => this.#value()) })),
      redacts: this.#list(() => this.#number()),
      effects: this.#list(() => this.#effect()),
      cancels: this.#list(() => this.#text()),
      answered: this.#answered(),
      checkpoint: this.#checkpoint(),
      received: this.#received(),
    };
  }

  #event(): NewEvent {
    const [name, version, at, tag, n] = [this.#text(), this.#number(), this.#number(), this.#cell(), this.#cell()];
    return { name, version, at, by: typeof tag === 'number' && typeof n === 'number' ? [tag, n] : null, audience: this.#textOrNull(), body: this.#text() };
  }

  #effect(): NewEffect {
    const [event, index, target, name, body] = [this.#number(), this.#number(), this.#text(), this.#text(), this.#text()];
    return { event, index, target, name, body, due: this.#number(), timer: this.#textOrNull() };
  }

  #answered(): Entry['answered'] {
    const identity = this.#textOrNull();
    if (identity === null) return undefined;
    const [client, tag, settled, n, hmac, term, offset] = [
      this.#text(),
      this.#number(),
      this.#number(),
      this.#number(),
      this.#text(),
      this.#text(),
      this.#number(),
    ];
    return { identity, client, tag, settled, reply: { n, hmac, at: [term, offset], body: this.#text() } };
  }

  #checkpoint(): Entry['checkpoint'] {
    const version = this.#cell();
    if (version === null) return undefined;
    const body = this.#cell();
    if (typeof version !== 'number' || !(body instanceof Uint8Array)) throw new TypeError('An append has something else where a checkpoint belongs.');
    return { version, body };
  }

  #received(): Entry['received'] {
    const channel = this.#textOrNull();
    if (channel === null) return undefined;
    const [term, offset] = [this.#text(), this.#number()];
    return { channel, term, offset, index: this.#number() };
  }

  #list<T>(item: () => T): T[] {
    const items: T[] = [];
    for (let left = this.#number(); left > 0; left -= 1) items.push(item());
    return items;
  }
  /** A value that SQLite cannot bind fails its entry there; here it would fail everybody's. */
  #value(): Cell {
    const cell = this.#cells[this.#next];
    this.#next += 1;
    return cell as Cell;
  }
  #cell(): Cell {
    const cell = this.#cells[this.#next];
    if (cell === undefined) throw new RangeError('An append ended too early.');
    this.#next += 1;
    return cell;
  }
  #text(): string {
    const cell = this.#cell();
    if (typeof cell !== 'string') throw new TypeError(`An append has a ${typeof cell} where text belongs.`);
    return cell;
  }
  #textOrNull(): string | null {
    const cell = this.#cell();
    if (cell !== null && typeof cell !== 'string') throw new TypeError(`An append has a ${typeof cell} where text belongs.`);
    return cell;
  }
  #number(): number {
    const cell = this.#cell();
    if (typeof cell !== 'number') throw new TypeError(`An append has a ${typeof cell} where a number belongs.`);
    return cell;
  }
}
