import { AtriumError, BEGINNING, limits, type Position, samePosition, type WireError } from '@atrium/protocol';
import type { Clock } from '../clock.ts';
import type { AnyKind } from '../kind.ts';
import type { Admitted, Ask, Asserted, BatchEvent, BatchOut, ToEdge, ToOwner, ViewerChange } from '../ports/bus.ts';
import type { Store } from '../ports/store.ts';
import { Frame } from '../ports/transport.ts';
import { leadingPart, merged } from './batches.ts';
import { asBatchEvent, batchFrame, SharedFrames } from './encode.ts';
import { HereList } from './here.ts';
import { Pace } from './pace.ts';
import { Reads, type ViewText } from './reads.ts';
import { Ring } from './ring.ts';
import { signalFrame } from './signal-frame.ts';
import { StateLane } from './state-lane.ts';
import { NOTHING, type Receiver, Subscriber } from './subscriber.ts';
import { Watchers } from './watchers.ts';

/** Milliseconds before a failed read of the log is tried again. */
const READ_AGAIN_MS = 250;
/** Batches that are kept while the owner is asked where to begin; what does not fit is missed, and asked for again. */
const EARLY = 1000;
/** One page of catch-up. */
const PAGE = { events: 1000, bytes: limits.partBytes };
/** With the event at the client's own position, by which its term is told. */
const MISSED = { events: limits.missedEvents + 1, bytes: limits.missedBytes };

/** What a client says it has. */
export interface JoinAsked {
  readonly at: Position | undefined;
  /** The offset as of which it has the state lane, where that is not its position's; 0: it has nothing of it. */
  readonly state?: number | undefined;
}
export interface Answer {
  readonly at?: Position | undefined;
  readonly value?: unknown;
  readonly error?: WireError | undefined;
  /** It was settled long ago: nobody waits for an answer. */
  readonly dropped?: true | undefined;
}
export type AskWithoutId = Ask extends infer A ? (A extends Ask ? Omit<A, 'id'> : never) : never;

type HereMessage = ToEdge & { t: 'presence' };

export interface EdgeHouse {
  readonly store: Store;
  readonly clock: Clock;
  /** Asks the channel's owner; the answer comes in the lane's order. */
  ask(message: AskWithoutId, answer: (answer: Answer) => void): void;
  tell(message: Exclude<ToOwner, Ask>): void;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
  /** This edge has news for its watchers. */
  headsBusy(edge: Edge): void;
  /** Nobody is here any more. */
  quiet(edge: Edge): void;
  delivered(events: number, receivers: number): void;
}

/** One channel on one node: its subscribers, their positions, the shared buffers, and catching up from the store. */
export class Edge {
  readonly channel: string;
  readonly alias: number;
  readonly kind: AnyKind;
  readonly #house: EdgeHouse;
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #watchers: Watchers;
  readonly #ring = new Ring();
  readonly #here = new HereList();
  readonly #reads: Reads;
  /** Undefined for a kind that has none. */
  readonly #state: StateLane | undefined;
  /** Up to where the owner has told this edge of the channel; nothing beyond it is sent to anyone. */
  #at: Position = BEGINNING;
  #pending: BatchOut[] = [];
  /** Heard ahead of what is missing, until the owner has said where to begin. */
  #early: BatchOut[] = [];
  #pendingEvents = 0;
  readonly #pace = new Pace();
  #flushScheduled = false;
  #stateAsked = false;
  /** What the last subscriber was sent that caught up. */
  #missed: { readonly key: string; readonly frame: Frame } | undefined;
  #awaited: { readonly offset: number; readonly resolve: () => void }[] = [];

  constructor({ channel, kind, alias }: { readonly channel: string; readonly kind: AnyKind; readonly alias: number }, house: EdgeHouse) {
    this.channel = channel;
    this.kind = kind;
    this.alias = alias;
    this.#house = house;
    this.#reads = new Reads(channel, kind, house);
    if (kind.state) this.#state = new StateLane(kind, alias);
    this.#watchers = new Watchers(channel, house, () => this.#quieter());
  }

  get idle(): boolean {
    return this.#subscribers.size === 0 && this.#watchers.size === 0;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  viewerOf(connection: string): { readonly viewer: unknown; readonly key: string } | undefined {
    const subscriber = this.#subscribers.get(connection);
    return subscriber && subscriber.phase !== 'joining' ? { viewer: subscriber.viewer, key: subscriber.viewerKey } : undefined;
  }

  // — joining —

  /** `settled` is called once, when the join has come to its end. */
  join(receiver: Receiver, { at, state, settled }: JoinAsked & { readonly settled: () => void }): void {
    const subscriber = new Subscriber(receiver, settled);
    const before = this.#subscribers.get(receiver.id);
    if (before) {
      before.era += 1;
      before.settle();
      subscriber.shows = before.shows;
    }
    this.#subscribers.set(receiver.id, subscriber);
    this.#admit(subscriber, () => this.#begin(subscriber, { at, state }));
  }

  leave(connection: string): void {
    const subscriber = this.#subscribers.get(connection);
    if (!subscriber) return;
    subscriber.era += 1;
    this.#subscribers.delete(connection);
    this.#house.tell({ t: 'forget', channel: this.channel, connection, interest: 'join' });
    if (subscriber.shows) this.#house.tell({ t: 'present', channel: this.channel, who: subscriber.receiver.identity.id, connection, data: undefined });
    subscriber.settle();
    this.#quieter();
  }

  #quieter(): void {
    if (this.idle) this.#house.quiet(this);
  }

  /** Tells the tags of clients that were claimed after the join. */
  claimed(receiver: Receiver): void {
    const subscriber = this.#subscribers.get(receiver.id);
    if (!subscriber) return;
    this.#house.ask(
      { t: 'admit', channel: this.channel, identity: receiver.identity, connection: receiver.id, clients: [...receiver.clients], interest: 'none' },
      ({ value }) => {
        if (!value) return;
        subscriber.tags = (value as Admitted).tags;
        if (subscriber.greeted && this.#subscribers.get(receiver.id) === subscriber) receiver.say({ t: 'tags', ch: this.alias, tags: subscriber.tags });
      },
    );
  }

  /** What a device shows of itself. */
  present(connection: string, data: unknown): void {
    const subscriber = this.#subscribers.get(connection);
    if (!subscriber) return;
    subscriber.shows = { data };
    this.#house.tell({ t: 'present', channel: this.channel, who: subscriber.receiver.identity.id, connection, data });
  }

  #admit(subscriber: Subscriber, then: () => void): void {
    const { receiver } = subscriber;
    const era = subscriber.era;
    this.#house.ask(
      {
        t: 'admit',
        channel: this.channel,
        identity: receiver.identity,
        connection: receiver.id,
        clients: [...receiver.clients],
        interest: 'join',
        ...(!this.#knowsHere && { wantsHere: true }),
        ...(this.#state?.known === false && { wantsState: true }),
      },
      ({ value, error }) => {
        if (era !== subscriber.era || receiver.closed) {
          // It left before it was let in, so the owner was told too early.
          if (value && !this.#subscribers.has(receiver.id)) this.#house.tell({ t: 'forget', channel: this.channel, connection: receiver.id, interest: 'join' });
          return;
        }
        if (!value) return this.#refuse(subscriber, error ?? new AtriumError({ kind: 'not-found' }).toWire());
        const admitted = value as Admitted;
        this.#heard(admitted, subscriber);
        // The owner's answer is as of `head`; what was heard while it was on its way is newer.
        const newer = subscriber.missedChanges?.findLast(({ after }) => after > admitted.head[1]);
        subscriber.missedChanges = undefined;
        const viewer = newer ? newer.viewer : admitted.viewer;
        if (viewer === undefined) return this.#refuse(subscriber, new AtriumError({ kind: 'not-found' }).toWire());
        subscriber.see(viewer);
        subscriber.tags = admitted.tags;
        if (admitted.here && !this.#knowsHere) this.#here.replace(admitted.here, admitted.count);
        then();
        this.#hearEarly();
      },
    );
  }

  /** The owner is ahead of what this edge was told: with nobody to follow for, the edge has not followed, and begins here. */
  #heard(admitted: Admitted, joining?: Subscriber): Position {
    const { head, countable, state } = admitted;
    this.#watchers.note(countable);
    if (head[1] > this.#at[1]) this.#jump(head, joining);
    if (state && head[1] === this.#at[1]) this.#state?.replace(state, head);
    return this.#at;
  }

  #jump(head: Position, joining: Subscriber | undefined): void {
    this.#state?.forget();
    if ([...this.#subscribers.values()].some((other) => other !== joining && other.phase !== 'joining')) this.#resync();
    this.#at = head;
    this.#ring.clear();
    this.#pending = [];
    this.#pendingEvents = 0;
    this.#wake();
    if (!joining) this.#hearEarly();
  }

  /** What came before the owner's answer and goes on after it. */
  #hearEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const batch of early) this.#batch(batch);
  }

  #begin(subscriber: Subscriber, { at, state }: JoinAsked): void {
    this.present(subscriber.receiver.id, subscriber.shows?.data ?? null);
    subscriber.phase = 'catching';
    if (!at || at[1] > this.#at[1] || this.#at[1] - at[1] > limits.missedEvents) return this.#go(subscriber, this.#snapshot(subscriber));
    if (samePosition(at, this.#at) || this.#ring.at(at[1])?.term === at[0]) {
      this.#greetMissed(subscriber, { at, state });
      return this.#go(subscriber, this.#catchUp(subscriber));
    }
    this.#go(subscriber, this.#resume(subscriber, { at, state }));
  }

  /** What runs on by itself and breaks is one subscriber's affair: it is told, and may join again. */
  #go(subscriber: Subscriber, running: Promise<void>): void {
    const era = subscriber.era;
    running.catch((error: unknown) => {
      if (!(error instanceof AtriumError) || error.kind === 'internal')
        this.#house.log('error', 'a subscriber could not be served', { channel: this.channel, error });
      if (era === subscriber.era && !subscriber.receiver.closed)
        this.#refuse(subscriber, (error instanceof AtriumError ? error : new AtriumError({ kind: 'internal' })).toWire());
    });
  }

  /** Everything missed, from the log; a snapshot when it is too much, or when the log has another term at that offset. */
  async #resume(subscriber: Subscriber, { at, state }: JoinAsked & { readonly at: Position }): Promise<void> {
    const era = subscriber.era;
    const { events, head } = await this.#read(Math.max(0, at[1] - 1), MISSED);
    if (era !== subscriber.era || subscriber.receiver.closed) return;
    const anchor = events[0];
    // Of a log that was trimmed the first event is not the first that there was.
    const diverged = at[1] === 0 ? !samePosition(at, BEGINNING) || (anchor?.offset ?? 1) !== 1 : anchor?.offset !== at[1] || anchor.term !== at[0];
    const last = events.at(-1)?.offset ?? at[1];
    // What came after the read is told as it is to everybody.
    if (diverged || last < head) return this.#go(subscriber, this.#snapshot(subscriber));
    // Others who were cut off with it come back to the same.
    if (last === this.#at[1]) this.#ring.fill(events, this.#house.clock.now());
    this.#greetMissed(subscriber, { at, state });
    await this.#catchUp(subscriber, events);
  }

  #greetMissed(subscriber: Subscriber, { at, state }: JoinAsked & { readonly at: Position }): void {
    subscriber.sent = at[1];
    this.#greet(subscriber, { outcome: 'missed', at: this.#at });
    this.#tellState(subscriber, state === 0 ? NOTHING : Math.min(at[1], state ?? at[1]));
  }

  #tellState(subscriber: Subscriber, since: number): void {
    this.#state?.begin(subscriber, since);
    if (this.#state?.known === false) this.#askForState(subscriber.receiver);
  }

  /** It was forgotten while somebody's join was under way. */
  #askForState({ id, identity }: Receiver): void {
    if (this.#stateAsked) return;
    this.#stateAsked = true;
    this.#house.ask({ t: 'admit', channel: this.channel, identity, connection: id, clients: [], interest: 'none', wantsState: true }, ({ value }) => {
      this.#stateAsked = false;
      if (value) this.#heard(value as Admitted);
      const waits = [...this.#subscribers.values()].find(({ state, receiver }) => state && !receiver.closed);
      if (this.#state?.known === false && waits) return this.#askForState(waits.receiver);
      this.#state?.tell(this.#subscribers.values());
    });
  }

  #greet(subscriber: Subscriber, { outcome, at }: { readonly outcome: 'missed' | 'snapshot'; readonly at: Position }): void {
    const { receiver, tags } = subscriber;
    receiver.say({ t: 'joined', channel: this.channel, ch: this.alias, outcome, at, tags, version: this.kind.contract.version });
    if (subscriber.greeted) return;
    subscriber.greeted = true;
    receiver.say({ t: 'presence', ch: this.alias, all: true, ...this.#here.all(), gone: [] });
  }

  #refuse(subscriber: Subscriber, error: WireError): void {
    const { receiver } = subscriber;
    if (this.#subscribers.get(receiver.id) !== subscriber) return;
    receiver.left(this.channel, 'join');
    receiver.say({ t: 'refused', channel: this.channel, error });
    this.leave(receiver.id);
  }

  // — snapshots —

  async #snapshot(subscriber: Subscriber): Promise<void> {
    const era = subscriber.era;
    subscriber.phase = 'catching';
    subscriber.state = undefined;
    const { receiver } = subscriber;
    let view: ViewText;
    do {
      view = await this.#reads.view(subscriber);
      // It may be ahead of what the owner has told: whatever changes this viewer on the way has to be heard first.
      await this.reached(view.at[1]);
      if (era !== subscriber.era || receiver.closed) return;
      // A repeated snapshot never goes back behind what was sent.
    } while (view.at[1] < subscriber.sent);
    this.#greet(subscriber, { outcome: 'snapshot', at: view.at });
    let part = 0;
    for (let from = 0; from < view.text.length || part === 0;) {
      if (part > 0) await receiver.roomy();
      if (era !== subscriber.era || receiver.closed) return;
      const text = pieceOf(view.text, from);
      from += text.length;
      receiver.say({ t: 'snapshot', ch: this.alias, at: view.at, part: part++, ...(from >= view.text.length && { last: true }), text });
    }
    subscriber.sent = view.at[1];
    this.#tellState(subscriber, NOTHING);
    await this.#catchUp(subscriber);
  }

  /** There is room on the way to that connection again. */
  roomy(connection: string): void {
    const subscriber = this.#subscribers.get(connection);
    if (subscriber) this.#state?.tell([subscriber]);
  }

  /** Resolves when the owner has told the channel up to there; undefined when it has. */
  reached(offset: number): Promise<void> | undefined {
    if (offset <= this.#at[1]) return undefined;
    return new Promise((resolve) => void this.#awaited.push({ offset, resolve }));
  }

  #wake(): void {
    if (this.#awaited.length === 0) return;
    const ready = this.#awaited.filter(({ offset }) => offset <= this.#at[1]);
    this.#awaited = this.#awaited.filter(({ offset }) => offset > this.#at[1]);
    for (const { resolve } of ready) resolve();
  }

  // — catching up —

  /** Mostly those who come back at once have missed the same. */
  #missedFrame({ sent, viewer, viewerKey }: Subscriber, batch: { readonly term: string; readonly to: number; readonly events: readonly BatchEvent[] }): Frame {
    const key = `${sent} ${batch.to} ${batch.events.length} ${this.#reads.generation} ${this.kind.visible ? viewerKey : ''}`;
    if (this.#missed?.key !== key) this.#missed = { key, frame: batchFrame(this.kind, { ...batch, alias: this.alias, from: sent + 1 }, viewer) };
    return this.#missed.frame;
  }

  /** From what was sent to where the edge stands, out of the ring or the store, as fast as the connection takes it; then live. */
  async #catchUp(subscriber: Subscriber, read: readonly BatchEvent[] = []): Promise<void> {
    const { receiver } = subscriber;
    const era = subscriber.era;
    let generation = this.#reads.generation;
    let events = read;
    for (;;) {
      this.#flush();
      if (era !== subscriber.era || receiver.closed) return;
      if (subscriber.sent >= this.#at[1]) break;
      // What was read before a redaction may hold what is gone.
      if (generation !== this.#reads.generation) events = [];
      generation = this.#reads.generation;
      const sendable = leadingPart(
        events.filter(({ offset }) => offset > subscriber.sent && offset <= this.#at[1]),
        receiver.partBytes,
      );
      const last = sendable.at(-1);
      if (!last) {
        const ring = this.#ring.after(subscriber.sent) ?? [];
        events = ring.length > 0 ? ring : (await this.#read(subscriber.sent, PAGE)).events;
        // What it has not seen was trimmed: it is too far behind to be told everything.
        const oldest = events[0]?.offset;
        if (oldest !== undefined && oldest > subscriber.sent + 1 && era === subscriber.era) return this.#snapshot(subscriber);
        continue;
      }
      receiver.send(this.#missedFrame(subscriber, { term: last.term, to: last.offset, events: sendable }));
      this.#house.delivered(sendable.length, 1);
      subscriber.sent = last.offset;
      if (subscriber.sent < this.#at[1]) await receiver.roomy();
    }
    subscriber.phase = 'live';
    subscriber.settle();
  }

  /** With the offset of the last event that there was then. */
  async #read(
    after: number,
    limit: { readonly events: number; readonly bytes: number },
  ): Promise<{ readonly events: readonly BatchEvent[]; readonly head: number }> {
    for (;;) {
      const { generation } = this.#reads;
      try {
        const { events, head } = await this.#reads.page(after, limit);
        if (generation === this.#reads.generation) return { events: events.map(asBatchEvent), head: head[1] };
      } catch (error) {
        this.#house.log('error', 'the log could not be read', { channel: this.channel, error });
        await new Promise<void>((resolve) => void this.#house.clock.after(READ_AGAIN_MS, resolve));
        // Nobody waits for it any more.
        if (this.idle) return { events: [], head: after };
      }
    }
  }

  // — what the owner tells —

  hear(message: Exclude<ToEdge, { t: 'answer' }>): void {
    switch (message.t) {
      case 'batch':
        return this.#batch(message);
      case 'beacon':
        if (message.at[1] > this.#at[1] && !this.idle) this.#resync();
        return;
      case 'readmit':
        return this.#resync();
      case 'signal-out': {
        const frame = signalFrame(this.kind, this.alias, message);
        for (const { receiver, greeted } of this.#subscribers.values())
          if (greeted && receiver.id !== message.connection && receiver.open) receiver.send(frame);
        return;
      }
      case 'presence':
        if (message.all) return this.#hereAre(message);
        this.#here.change(message);
        return this.#tellHere({ here: message.here, gone: message.gone, count: message.count });
    }
  }

  /** Somebody has been told who is here, and since then the owner tells what changes. */
  get #knowsHere(): boolean {
    for (const { greeted } of this.#subscribers.values()) if (greeted) return true;
    return false;
  }

  #hereAre({ here: all, count }: HereMessage): void {
    const wasCrowd = this.#here.all().count !== undefined;
    const { here, gone, isOther } = this.#here.replace(all, count);
    // Between a list of all and some of a crowd there are no differences that mean anything.
    if (wasCrowd !== (count !== undefined)) this.#tellHere({ all: true, here: all, gone: [], count });
    else if (isOther) this.#tellHere({ here, gone, count });
  }

  #tellHere({ all, here, gone, count }: Omit<HereMessage, 't' | 'channel' | 'all'> & { readonly all?: true }): void {
    const frame = new Frame(JSON.stringify({ t: 'presence', ch: this.alias, ...(all && { all }), here, gone, ...(count !== undefined && { count }) }));
    for (const { receiver, greeted } of this.#subscribers.values()) if (greeted) receiver.send(frame);
  }

  #batch(batch: BatchOut): void {
    if (batch.to <= this.#at[1] || this.idle) return;
    if (batch.from > this.#at[1] + 1) {
      if (this.#early.length < EARLY) this.#early.push(batch);
      return this.#resync();
    }
    this.#at = [batch.term, batch.to];
    if (batch.redacts.length > 0) {
      // Bodies that are gone from the log are gone from memory too; what is queued in order before the redaction stays in order.
      this.#flush();
      this.#ring.clear();
      this.#reads.redacted();
      this.#state?.redacted(this.#subscribers.values());
    }
    this.#ring.add(batch.events, this.#house.clock.now());
    this.#state?.batch(batch);
    this.#pending.push(batch);
    this.#pendingEvents += batch.events.length;
    this.#watchers.note(batch.countable);
    if (this.#watchers.size > 0) this.#house.headsBusy(this);
    const wait = this.#pace.wait(this.#house.clock.now(), this.#pendingEvents);
    if (wait === 0 || batch.viewers.length > 0) {
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
    this.#pace.flushed(this.#house.clock.now(), { receivers: this.#subscribers.size, messages: this.#pendingEvents });
    this.#pending = [];
    this.#pendingEvents = 0;
    for (const batch of merged(pending)) this.#deliver(batch);
    this.#house.clock.soon(() => this.#pace.through(this.#house.clock.now()));
    this.#state?.tell(this.#subscribers.values());
  }

  #deliver(batch: BatchOut): void {
    this.#missed = undefined;
    const changes = new Map<string, ViewerChange[]>();
    for (const change of batch.viewers) changes.set(change.identity, [...(changes.get(change.identity) ?? []), change]);
    const frames = new SharedFrames(this.kind, this.alias, batch);
    let receivers = 0;
    for (const subscriber of this.#subscribers.values()) {
      const changed = changes.size > 0 ? changes.get(subscriber.receiver.identity.id) : undefined;
      if (changed) {
        this.#change(subscriber, { batch, changes: changed });
      } else if (subscriber.phase === 'live' && subscriber.sent < batch.to) {
        if (subscriber.sent < batch.from - 1) {
          this.#fallBehind(subscriber);
          continue;
        }
        const frame = frames.of(subscriber);
        if (!subscriber.receiver.takes(frame.text.length)) {
          this.#fallBehind(subscriber);
          continue;
        }
        subscriber.receiver.send(frame);
        subscriber.sent = batch.to;
        receivers += 1;
      }
    }
    this.#house.delivered(batch.events.length, receivers);
    if (changes.size > 0) this.#watchers.change(changes);
  }

  #fallBehind(subscriber: Subscriber): void {
    subscriber.phase = 'catching';
    const { era } = subscriber;
    // Who is put out while there is no room for more is not told it when there is.
    const goOn = (): Promise<void> | undefined => (era === subscriber.era ? this.#catchUp(subscriber) : undefined);
    this.#go(subscriber, subscriber.receiver.roomy().then(goOn));
  }

  /** The part up to and including the event goes out under the old viewer; then the revocation, or a snapshot under the new one. */
  #change(subscriber: Subscriber, { batch, changes }: { readonly batch: BatchOut; readonly changes: readonly ViewerChange[] }): void {
    const first = changes[0]!;
    const last = changes.at(-1)!;
    if (subscriber.phase === 'joining') {
      (subscriber.missedChanges ??= []).push(last);
      return;
    }
    if (subscriber.phase === 'live' && subscriber.sent < first.after && subscriber.sent >= batch.from - 1) {
      subscriber.receiver.send(batchFrame(this.kind, { ...batch, alias: this.alias, from: subscriber.sent + 1, to: first.after }, subscriber.viewer));
      subscriber.sent = first.after;
    }
    subscriber.era += 1;
    if (last.viewer === undefined) return this.#refuse(subscriber, new AtriumError({ kind: 'not-found' }).toWire());
    subscriber.see(last.viewer);
    this.#go(subscriber, this.#snapshot(subscriber));
  }

  /** A batch was lost on the way: everyone is admitted anew, and catches up from the log. */
  #resync(): void {
    this.#pending = [];
    this.#pendingEvents = 0;
    this.#state?.forget();
    this.#watchers.readmit((admitted) => this.#heard(admitted));
    const settled = [...this.#subscribers.values()].filter(({ phase }) => phase !== 'joining');
    const told = new Map(settled.map((subscriber) => [subscriber, sinceOf(subscriber)]));
    for (const subscriber of settled) {
      subscriber.era += 1;
      subscriber.phase = 'joining';
      subscriber.state = undefined;
    }
    for (const subscriber of settled) {
      const seen = subscriber.viewerKey;
      this.#admit(subscriber, () => {
        const isSame = subscriber.viewerKey === seen && subscriber.greeted;
        subscriber.phase = 'catching';
        if (isSame) this.#tellState(subscriber, told.get(subscriber) ?? NOTHING);
        this.#go(subscriber, isSame ? this.#catchUp(subscriber) : this.#snapshot(subscriber));
      });
    }
  }

  /** All that this edge has, for an owner on another node. */
  assertion(): ToOwner & { t: 'assert' } {
    const asserted = new Map<string, Asserted>();
    for (const { receiver, shows } of this.#subscribers.values())
      asserted.set(receiver.id, {
        who: receiver.identity.id,
        connection: receiver.id,
        join: true,
        watch: this.#watchers.has(receiver.id),
        ...(shows && { shows }),
      });
    for (const receiver of this.#watchers.connections)
      if (!asserted.has(receiver.id)) asserted.set(receiver.id, { who: receiver.identity.id, connection: receiver.id, join: false, watch: true });
    return { t: 'assert', channel: this.channel, connections: [...asserted.values()] };
  }

  // — watching —

  /** `settled` is called once, when it is let in or not. */
  watch(receiver: Receiver, settled: () => void): void {
    this.#watchers.add(receiver, { heard: (admitted) => this.#heard(admitted), settled });
  }

  unwatch(connection: string): void {
    if (this.#watchers.remove(connection)) this.#quieter();
  }

  tellHeads(): void {
    if (this.#watchers.tell(this.#at)) this.#house.headsBusy(this);
  }
}

/** The offset as of which it surely has the state lane. */
const sinceOf = ({ state }: Subscriber): number => (state?.parts.length === 0 ? state.since : NOTHING);

/** At most a part's bytes of a text, and no character in halves. */
function pieceOf(text: string, from: number): string {
  // A character takes at most three bytes of UTF-8 a unit of the string, and most take one.
  let end = Math.min(text.length, from + limits.partBytes);
  if (Buffer.byteLength(text.slice(from, end)) > limits.partBytes) end = Math.min(end, from + Math.floor(limits.partBytes / 3));
  const last = text.charCodeAt(end - 1);
  if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
  return text.slice(from, end);
}
