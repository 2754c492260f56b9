import { AtriumError, BEGINNING, limits, parse, type Position, samePosition, type WireError } from '@atrium/protocol';
import type { Clock } from '../clock.ts';
import type { AnyKind, Countable, Identity } from '../kind.ts';
import type { Admitted, Ask, BatchEvent, BatchOut, ToEdge, ToOwner, ViewerChange } from '../ports/bus.ts';
import type { LogPage, Store } from '../ports/store.ts';
import { Frame } from '../ports/transport.ts';
import { asBatchEvent, batchFrame } from './encode.ts';
import { Ring } from './ring.ts';
import { type Receiver, Subscriber } from './subscriber.ts';

/** When a channel is busy its subscribers are written to at most this often: the cost is one write a subscriber and flush. ms */
export const FLUSH_EVERY_MS = 8;
/** One page of catch-up. */
const PAGE = { events: 1000, bytes: limits.partBytes };
const MISSED = { events: limits.missedEvents + 1, bytes: limits.missedBytes };

export interface Answer {
  readonly at?: Position | undefined;
  readonly value?: unknown;
  readonly error?: WireError | undefined;
}
export type AskWithoutId = Ask extends infer A ? (A extends Ask ? Omit<A, 'id'> : never) : never;

export interface EdgeHouse {
  readonly store: Store;
  readonly clock: Clock;
  /** Asks the channel's owner; the answer comes in the lane's order. */
  ask(message: AskWithoutId, answer: (answer: Answer) => void): void;
  tell(message: Exclude<ToOwner, Ask>): void;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
  /** This edge has news for its watchers. */
  headsBusy(edge: Edge): void;
  delivered(events: number, receivers: number): void;
}

/** One channel on one node: its subscribers, their positions, the shared buffers, and catching up from the store. */
export class Edge {
  readonly channel: string;
  readonly alias: number;
  readonly kind: AnyKind;
  readonly #house: EdgeHouse;
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #watchers = new Map<string, Receiver>();
  readonly #ring = new Ring();
  readonly #presence = new Map<string, Readonly<Record<string, unknown>>>();
  /** Up to where the owner has told this edge of the channel; nothing beyond it is sent to anyone. */
  #at: Position = BEGINNING;
  #countable: Countable | undefined;
  #pending: BatchOut[] = [];
  #flushedAt = 0;
  #flushScheduled = false;
  #awaited: { readonly offset: number; readonly resolve: () => void }[] = [];
  readonly #snapshots = new Map<string, Promise<{ readonly text: string; readonly at: Position }>>();
  readonly #pages = new Map<string, Promise<LogPage>>();

  constructor(channel: string, kind: AnyKind, alias: number, house: EdgeHouse) {
    this.channel = channel;
    this.kind = kind;
    this.alias = alias;
    this.#house = house;
  }

  get idle(): boolean {
    return this.#subscribers.size === 0 && this.#watchers.size === 0;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  viewerOf(connection: string): { readonly viewer: unknown } | undefined {
    const subscriber = this.#subscribers.get(connection);
    return subscriber && subscriber.state !== 'joining' ? { viewer: subscriber.viewer } : undefined;
  }

  // — joining —

  join(receiver: Receiver, at: Position | undefined): void {
    const subscriber = new Subscriber(receiver);
    const before = this.#subscribers.get(receiver.id);
    if (before) before.era += 1;
    this.#subscribers.set(receiver.id, subscriber);
    this.#admit(subscriber, (admitted) => this.#begin(subscriber, admitted, at));
  }

  leave(connection: string): void {
    const subscriber = this.#subscribers.get(connection);
    if (!subscriber) return;
    subscriber.era += 1;
    this.#subscribers.delete(connection);
    this.#house.tell({ t: 'forget', channel: this.channel, connection, interest: 'join' });
    this.#house.tell({ t: 'present', channel: this.channel, who: subscriber.receiver.identity.id, connection, data: undefined });
  }

  /** Tells the tags of clients that were claimed after the join. */
  claimed(receiver: Receiver): void {
    const subscriber = this.#subscribers.get(receiver.id);
    if (!subscriber) return;
    this.#house.ask({ t: 'admit', channel: this.channel, identity: receiver.identity, connection: receiver.id, clients: receiver.clients, interest: 'none' }, ({ value }) => {
      if (!value) return;
      subscriber.tags = (value as Admitted).tags;
      if (subscriber.greeted) receiver.say({ t: 'tags', ch: this.alias, tags: subscriber.tags });
    });
  }

  #admit(subscriber: Subscriber, then: (admitted: Admitted) => void): void {
    const { receiver } = subscriber;
    const era = subscriber.era;
    this.#house.ask({ t: 'admit', channel: this.channel, identity: receiver.identity, connection: receiver.id, clients: receiver.clients, interest: 'join' }, ({ value, error }) => {
      if (era !== subscriber.era || receiver.closed) return;
      if (!value) return this.#refuse(subscriber, error ?? new AtriumError({ kind: 'not-found' }).toWire());
      const admitted = value as Admitted;
      // With nobody to follow for, the edge has not followed; it begins here.
      if (admitted.head[1] > this.#at[1]) {
        if ([...this.#subscribers.values()].some((other) => other !== subscriber && other.state !== 'joining') && this.#pending.length === 0) this.#resync();
        this.#follow(admitted.head);
      }
      subscriber.see(admitted.viewer);
      subscriber.tags = admitted.tags;
      this.#noteCountable(admitted.countable);
      then(admitted);
    });
  }

  #follow(head: Position): void {
    this.#at = head;
    this.#ring.clear();
    this.#pending = [];
    this.#wake();
  }

  #begin(subscriber: Subscriber, _admitted: Admitted, at: Position | undefined): void {
    this.#house.tell({ t: 'present', channel: this.channel, who: subscriber.receiver.identity.id, connection: subscriber.receiver.id, data: null });
    subscriber.state = 'catching';
    if (!at || at[1] > this.#at[1] || this.#at[1] - at[1] > limits.missedEvents) return void this.#snapshot(subscriber);
    if (samePosition(at, this.#at)) {
      subscriber.sent = at[1];
      this.#greet(subscriber, 'missed', this.#at);
      return void this.#catchUp(subscriber);
    }
    if (this.#ring.at(at[1])?.term === at[0]) {
      subscriber.sent = at[1];
      this.#greet(subscriber, 'missed', this.#at);
      return void this.#catchUp(subscriber);
    }
    void this.#resume(subscriber, at);
  }

  /** Everything missed, from the log; a snapshot when it is too much, or when the log has another term at that offset. */
  async #resume(subscriber: Subscriber, at: Position): Promise<void> {
    const era = subscriber.era;
    const page = await this.#read(Math.max(0, at[1] - 1), MISSED);
    if (era !== subscriber.era || subscriber.receiver.closed) return;
    const anchor = at[1] === 0 ? undefined : page.events[0];
    const diverged = at[1] === 0 ? at[0] !== '0' : anchor?.offset !== at[1] || anchor.term !== at[0];
    const last = page.events.at(-1)?.offset ?? at[1];
    if (diverged || last < this.#at[1]) return void this.#snapshot(subscriber);
    subscriber.sent = at[1];
    this.#greet(subscriber, 'missed', this.#at);
    await this.#catchUp(subscriber, page.events.filter((event) => event.offset > at[1]).map(asBatchEvent));
  }

  #greet(subscriber: Subscriber, outcome: 'missed' | 'snapshot', at: Position): void {
    const { receiver, tags } = subscriber;
    receiver.say({ t: 'joined', channel: this.channel, ch: this.alias, outcome, at, tags, version: this.kind.contract.version });
    if (!subscriber.greeted) {
      subscriber.greeted = true;
      receiver.say({ t: 'presence', ch: this.alias, all: true, here: [...this.#presence].map(([who, devices]) => ({ who, devices })), gone: [] });
    }
  }

  #refuse(subscriber: Subscriber, error: WireError): void {
    const { receiver } = subscriber;
    if (this.#subscribers.get(receiver.id) === subscriber) {
      this.leave(receiver.id);
      receiver.left(this.channel, 'join');
    }
    receiver.say({ t: 'refused', channel: this.channel, error });
  }

  // — snapshots —

  async #snapshot(subscriber: Subscriber): Promise<void> {
    const era = ++subscriber.era;
    subscriber.state = 'catching';
    const { receiver } = subscriber;
    let view: { readonly text: string; readonly at: Position };
    try {
      view = await this.#view(subscriber);
    } catch (error) {
      if (era !== subscriber.era) return;
      if (!(error instanceof AtriumError)) this.#house.log('error', 'a snapshot could not be made', { channel: this.channel, error });
      return this.#refuse(subscriber, (error instanceof AtriumError ? error : new AtriumError({ kind: 'internal' })).toWire());
    }
    // It may be ahead of what the owner has told: whatever changes this viewer on the way has to be heard first.
    await this.#reached(view.at[1]);
    if (era !== subscriber.era || receiver.closed) return;
    this.#greet(subscriber, 'snapshot', view.at);
    let part = 0;
    for (let from = 0; from < view.text.length || part === 0; from += limits.partBytes) {
      if (part > 0) await receiver.roomy();
      if (era !== subscriber.era || receiver.closed) return;
      const last = from + limits.partBytes >= view.text.length;
      receiver.say({ t: 'snapshot', ch: this.alias, at: view.at, part: part++, ...(last && { last }), text: view.text.slice(from, from + limits.partBytes) });
    }
    subscriber.sent = view.at[1];
    await this.#catchUp(subscriber);
  }

  /** The view as text with its position; equal ones that are asked for at the same time are read once. */
  #view(subscriber: Subscriber): Promise<{ readonly text: string; readonly at: Position }> {
    const key = subscriber.viewerKey;
    const shared = this.#snapshots.get(key);
    if (shared) return shared;
    const made = this.kind.open ? this.#open(subscriber.viewer) : this.#show(subscriber.receiver.identity);
    this.#snapshots.set(key, made);
    const done = (): void => void this.#snapshots.delete(key);
    made.then(done, done);
    return made;
  }

  #open(viewer: unknown): Promise<{ readonly text: string; readonly at: Position }> {
    const { kind, channel } = this;
    return this.#house.store.transact(async (read, head) => {
      const at = await head(channel);
      const view = await kind.open!(read, { id: channel.slice(channel.indexOf('/') + 1), viewer, now: this.#house.clock.now() } as never);
      return { text: JSON.stringify(parse(kind.contract.view, view, 'internal')), at };
    });
  }

  #show(identity: Identity): Promise<{ readonly text: string; readonly at: Position }> {
    return new Promise((resolve, reject) => {
      this.#house.ask({ t: 'show', channel: this.channel, identity }, ({ at, value, error }) => {
        if (error || !at) reject(new AtriumError(error ?? { kind: 'internal' }));
        else resolve({ text: value as string, at });
      });
    });
  }

  #reached(offset: number): Promise<void> {
    if (offset <= this.#at[1]) return Promise.resolve();
    return new Promise((resolve) => void this.#awaited.push({ offset, resolve }));
  }

  #wake(): void {
    if (this.#awaited.length === 0) return;
    const ready = this.#awaited.filter(({ offset }) => offset <= this.#at[1]);
    this.#awaited = this.#awaited.filter(({ offset }) => offset > this.#at[1]);
    for (const { resolve } of ready) resolve();
  }

  // — catching up —

  /** From what was sent to where the edge stands, out of the ring or the store, as fast as the connection takes it; then live. */
  async #catchUp(subscriber: Subscriber, ready: readonly BatchEvent[] = []): Promise<void> {
    const { receiver } = subscriber;
    const era = subscriber.era;
    let events = ready;
    for (;;) {
      this.#flush();
      if (era !== subscriber.era || receiver.closed) return;
      if (subscriber.sent >= this.#at[1]) break;
      if (events.length === 0) events = this.#ring.after(subscriber.sent) ?? [];
      if (events.length === 0) {
        try {
          events = (await this.#read(subscriber.sent, PAGE)).events.map(asBatchEvent);
        } catch (error) {
          this.#house.log('error', 'the log could not be read', { channel: this.channel, error });
          await new Promise<void>((resolve) => void this.#house.clock.after(250, resolve));
        }
        continue;
      }
      const sendable = firstTerm(events.filter((event) => event.offset > subscriber.sent && event.offset <= this.#at[1]));
      const last = sendable.at(-1);
      if (!last) {
        events = [];
        continue;
      }
      receiver.send(batchFrame(this.kind, { alias: this.alias, term: last.term, from: subscriber.sent + 1, to: last.offset, events: sendable }, subscriber.viewer));
      this.#house.delivered(sendable.length, 1);
      subscriber.sent = last.offset;
      events = events.filter((event) => event.offset > last.offset);
      if (receiver.full) {
        events = [];
        await receiver.roomy();
      }
    }
    subscriber.state = 'live';
  }

  #read(after: number, limit: { readonly events: number; readonly bytes: number }): Promise<LogPage> {
    const key = `${after}:${limit.events}`;
    const shared = this.#pages.get(key);
    if (shared) return shared;
    const page = this.#house.store.read(this.channel, after, limit);
    this.#pages.set(key, page);
    const done = (): void => void this.#pages.delete(key);
    page.then(done, done);
    return page;
  }

  // — what the owner tells —

  hear(message: Exclude<ToEdge, { t: 'answer' }>): void {
    switch (message.t) {
      case 'batch':
        return this.#batch(message);
      case 'beacon':
        if (message.at[1] > this.#at[1] && !this.idle) this.#resync();
        return;
      case 'signal-out': {
        const frame = new Frame(JSON.stringify({ t: 'signal', ch: this.alias, name: message.name, who: message.who, device: message.connection, data: message.data }));
        for (const { receiver, greeted } of this.#subscribers.values()) if (greeted && receiver.id !== message.connection && !receiver.full) receiver.send(frame);
        return;
      }
      case 'presence': {
        if (message.all) this.#presence.clear();
        for (const { who, devices } of message.here) this.#presence.set(who, devices);
        for (const who of message.gone) this.#presence.delete(who);
        // The whole list is for who just joined, and is told with the answer to the join.
        if (message.all) return;
        const frame = new Frame(JSON.stringify({ t: 'presence', ch: this.alias, here: message.here, gone: message.gone }));
        for (const { receiver, greeted } of this.#subscribers.values()) if (greeted) receiver.send(frame);
      }
    }
  }

  #batch(batch: BatchOut): void {
    if (batch.to <= this.#at[1]) return;
    if (batch.from > this.#at[1] + 1) {
      if (this.idle) return;
      return this.#resync();
    }
    this.#at = [batch.term, batch.to];
    if (batch.redacts.length > 0) {
      // Bodies that are gone from the log are gone from memory too; what is queued in order before the redaction stays in order.
      this.#flush();
      this.#ring.clear();
    }
    this.#ring.add(batch.events, this.#house.clock.now());
    this.#pending.push(batch);
    this.#noteCountable(batch.countable);
    if (this.#watchers.size > 0) this.#house.headsBusy(this);
    const wait = this.#flushedAt + FLUSH_EVERY_MS - this.#house.clock.now();
    if (wait <= 0 || wait > FLUSH_EVERY_MS || batch.viewers.length > 0) {
      this.#flush();
    } else if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      this.#house.clock.after(wait, () => {
        this.#flushScheduled = false;
        this.#flush();
      });
    }
    this.#wake();
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    this.#flushedAt = this.#house.clock.now();
    for (const batch of merged(pending)) this.#deliver(batch);
  }

  #deliver(batch: BatchOut): void {
    const changes = new Map<string, ViewerChange[]>();
    for (const change of batch.viewers) changes.set(change.identity, [...(changes.get(change.identity) ?? []), change]);
    const shared = new Map<string, Frame>();
    let receivers = 0;
    for (const subscriber of this.#subscribers.values()) {
      const changed = changes.get(subscriber.receiver.identity.id);
      if (changed) {
        this.#change(subscriber, batch, changed);
      } else if (subscriber.state === 'live' && subscriber.sent < batch.to) {
        if (subscriber.receiver.full || subscriber.sent < batch.from - 1) {
          subscriber.state = 'catching';
          void subscriber.receiver.roomy().then(() => this.#catchUp(subscriber));
          continue;
        }
        const key = this.kind.visible ? `${subscriber.sent} ${subscriber.viewerKey}` : String(subscriber.sent);
        let frame = shared.get(key);
        if (!frame) shared.set(key, (frame = batchFrame(this.kind, { ...batch, alias: this.alias, from: subscriber.sent + 1 }, subscriber.viewer)));
        subscriber.receiver.send(frame);
        subscriber.sent = batch.to;
        receivers += 1;
      }
    }
    this.#house.delivered(batch.events.length, receivers);
    if (changes.size > 0) this.#dismissWatchers(changes);
  }

  #dismissWatchers(changes: ReadonlyMap<string, readonly ViewerChange[]>): void {
    for (const receiver of this.#watchers.values()) {
      const last = changes.get(receiver.identity.id)?.at(-1);
      if (!last || last.viewer !== undefined) continue;
      this.#dismiss(receiver);
    }
  }

  #dismiss(receiver: Receiver): void {
    this.unwatch(receiver.id);
    receiver.left(this.channel, 'watch');
    receiver.say({ t: 'unwatched', channel: this.channel });
  }

  /** The part up to and including the event goes out under the old viewer; then the revocation, or a snapshot under the new one. */
  #change(subscriber: Subscriber, batch: BatchOut, changes: readonly ViewerChange[]): void {
    const first = changes[0]!;
    const last = changes.at(-1)!;
    if (subscriber.state === 'live' && subscriber.sent < first.after && subscriber.sent >= batch.from - 1) {
      subscriber.receiver.send(batchFrame(this.kind, { ...batch, alias: this.alias, from: subscriber.sent + 1, to: first.after }, subscriber.viewer));
      subscriber.sent = first.after;
    }
    subscriber.era += 1;
    if (last.viewer === undefined) return this.#refuse(subscriber, new AtriumError({ kind: 'not-found' }).toWire());
    // One that is joining hears its viewer with the answer, which comes after this.
    if (subscriber.state === 'joining') {
      subscriber.era -= 1;
      return;
    }
    subscriber.see(last.viewer);
    void this.#snapshot(subscriber);
  }

  /** A batch was lost on the way: everyone is admitted anew, and catches up from the log. */
  #resync(): void {
    this.#pending = [];
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.state === 'joining') continue;
      const seen = subscriber.viewerKey;
      subscriber.era += 1;
      subscriber.state = 'joining';
      this.#admit(subscriber, () => {
        subscriber.state = 'catching';
        if (subscriber.viewerKey !== seen || !subscriber.greeted) void this.#snapshot(subscriber);
        else void this.#catchUp(subscriber);
      });
    }
  }

  // — watching —

  watch(receiver: Receiver): void {
    if (this.#watchers.has(receiver.id)) return;
    this.#watchers.set(receiver.id, receiver);
    this.#house.ask({ t: 'admit', channel: this.channel, identity: receiver.identity, connection: receiver.id, clients: [], interest: 'watch' }, ({ value }) => {
      if (receiver.closed || this.#watchers.get(receiver.id) !== receiver) return;
      if (!value) {
        this.#dismiss(receiver);
        return;
      }
      const { head, countable } = value as Admitted;
      if (head[1] > this.#at[1] && this.#subscribers.size === 0) this.#follow(head);
      this.#noteCountable(countable);
      receiver.send(this.#headFrame());
    });
  }

  unwatch(connection: string): void {
    if (!this.#watchers.delete(connection)) return;
    this.#house.tell({ t: 'forget', channel: this.channel, connection, interest: 'watch' });
  }

  /** Everyone who watches gets the same; newest wins. */
  tellHeads(): void {
    const frame = this.#headFrame();
    for (const receiver of this.#watchers.values()) if (!receiver.full) receiver.send(frame);
  }

  #noteCountable(countable: Countable | undefined): void {
    if (countable) this.#countable = countable;
  }

  #headFrame(): Frame {
    const { last, deleted } = this.#countable ?? { last: 0, deleted: [] };
    return new Frame(JSON.stringify({ t: 'head', channel: this.channel, at: this.#at, last, deleted }));
  }
}

/** Batches that nothing cuts are one. */
function merged(batches: readonly BatchOut[]): readonly BatchOut[] {
  if (batches.length === 1) return batches;
  const out: BatchOut[] = [];
  for (const batch of batches) {
    const last = out.at(-1);
    if (last && last.term === batch.term && last.viewers.length === 0 && batch.viewers.length === 0) {
      out[out.length - 1] = { ...last, to: batch.to, events: [...last.events, ...batch.events], redacts: [...last.redacts, ...batch.redacts] };
    } else {
      out.push(batch);
    }
  }
  return out;
}

/** The leading events of one term: a batch never spans two. */
function firstTerm(events: readonly BatchEvent[]): readonly BatchEvent[] {
  const term = events[0]?.term;
  const end = events.findIndex((event) => event.term !== term);
  return end < 0 ? events : events.slice(0, end);
}
