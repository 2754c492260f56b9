import { type AnyContract, BEGINNING, eventsOf, parse, type Position } from '@atrium/protocol';
import type { FromHub } from '@atrium/protocol/from-hub';

/** An event as a test sees it. */
export interface SeenEvent {
  readonly o: number;
  readonly name: string;
  readonly data: unknown;
  readonly by?: readonly [number, number] | undefined;
}

/**
 * What a client holds of one channel, by ENGINE §5: applied up to a position, and a range is applied only if it begins right after that.
 * What a hub must never do is written down in `violations`.
 */
export class TestChannel {
  readonly address: string;
  readonly #contract: AnyContract;
  readonly #violation: (what: string) => void;
  state: 'joining' | 'live' | 'refused' = 'joining';
  error: string | undefined;
  position: Position | undefined;
  view: unknown;
  alias: number | undefined;
  tags: readonly number[] = [];
  outcomes: ('missed' | 'snapshot')[] = [];
  /** Events applied since the last snapshot. */
  events: SeenEvent[] = [];
  readonly presence = new Map<string, Readonly<Record<string, unknown>>>();
  /** The state lane, by name and key. */
  standing = new Map<string, Map<string, unknown>>();
  /** As of which it is told; undefined before it was told whole. */
  standingAt: Position | undefined;
  /** Messages of the state lane, and the signals. */
  told: (FromHub & { t: 'state' })[] = [];
  signals: (FromHub & { t: 'signal' })[] = [];
  #standingParts: (FromHub & { t: 'state' })[] = [];
  /** How many people there are, where they are a crowd. */
  count: number | undefined;
  /** Parts of a snapshot that is on its way. */
  #parts: string[] = [];

  constructor(address: string, contract: AnyContract, violation: (what: string) => void) {
    this.address = address;
    this.#contract = contract;
    this.#violation = violation;
  }

  /** What a join says of it. */
  get asked(): { readonly channel: string; readonly at?: Position; readonly state?: number } {
    const { position: at, standingAt } = this;
    if (!at) return { channel: this.address };
    return { channel: this.address, at, state: standingAt && standingAt[1] <= at[1] ? standingAt[1] : 0 };
  }

  /** The connection is new: what is applied stays, what was on its way is void. */
  reconnected(): void {
    if (this.state !== 'refused') this.state = 'joining';
    this.alias = undefined;
    this.#parts = [];
    this.#standingParts = [];
  }

  hear(message: FromHub): void {
    switch (message.t) {
      case 'joined':
        this.alias = message.ch;
        this.tags = message.tags;
        this.outcomes.push(message.outcome);
        this.#parts = [];
        this.#standingParts = [];
        if (message.outcome === 'snapshot') this.standingAt = undefined;
        if (message.outcome === 'missed') this.state = 'live';
        return;
      case 'tags':
        this.tags = message.tags;
        return;
      case 'snapshot':
        return this.#snapshot(message);
      case 'batch':
        return this.#batch(message);
      case 'state':
        return this.#state(message);
      case 'signal':
        this.signals.push(message);
        return;
      case 'presence':
        this.count = message.count;
        if (message.all) this.presence.clear();
        for (const { who, devices } of message.here) this.presence.set(who, devices);
        for (const who of message.gone) this.presence.delete(who);
    }
  }

  #snapshot({ at, part, last, text }: FromHub & { t: 'snapshot' }): void {
    if (part !== this.#parts.length) this.#violation(`part ${part} of a snapshot after ${this.#parts.length} parts`);
    this.#parts.push(text);
    if (!last) return;
    this.view = parse(this.#contract.view, JSON.parse(this.#parts.join('')));
    this.#parts = [];
    this.position = at;
    this.events = [];
    this.state = 'live';
  }

  #state(message: FromHub & { t: 'state' }): void {
    this.told.push(message);
    if (message.all) this.#standingParts = [];
    this.#standingParts.push(message);
    if (message.more) return;
    const parts = this.#standingParts;
    this.#standingParts = [];
    if (parts[0]?.all) this.standing.clear();
    else if (!this.standingAt) this.#violation('a change of a state that was never told');
    for (const { set, gone = {} } of parts) {
      for (const [name, values] of Object.entries(set)) {
        const schema = this.#contract.state[name];
        if (!schema) return this.#violation(`a state '${name}' that the contract does not have`);
        for (const [key, value] of values) this.#standingOf(name).set(key, parse(schema, value));
      }
      for (const [name, keys] of Object.entries(gone)) for (const key of keys) this.#standingOf(name).delete(key);
    }
    this.standingAt = message.at;
  }

  #standingOf(name: string): Map<string, unknown> {
    const known = this.standing.get(name) ?? new Map<string, unknown>();
    this.standing.set(name, known);
    return known;
  }

  #batch({ term, from, to, events }: FromHub & { t: 'batch' }): void {
    const applied = (this.position ?? BEGINNING)[1];
    if (this.#parts.length > 0) this.#violation('a batch in the middle of a snapshot');
    if (to <= applied) return this.#violation(`${from}..${to} came after ${applied}: twice`);
    if (from !== applied + 1) return this.#violation(`${from}..${to} came after ${applied}`);
    let before = from - 1;
    for (const { o, name, data, at, by } of eventsOf({ from, events })) {
      if (o <= before || o > to) this.#violation(`event ${o} in ${from}..${to} after ${before}`);
      before = o;
      const schema = this.#contract.events[name];
      if (!schema) return this.#violation(`an event '${name}' that the contract does not have`);
      const read = data === null ? null : parse(schema, data);
      const { apply } = this.#contract;
      if (apply) this.view = apply(this.view as never, { offset: o, name, data: read, at, ...(by && { by }) } as never);
      this.events.push({ o, name, data: read, ...(by && { by }) });
    }
    this.position = [term, to];
  }
}
