import {
  type AnyContract,
  AtriumError,
  CLOSE,
  type Exchange,
  type FromClient,
  kindOf,
  limits as wire,
  parse,
  type Position,
  readFrame,
  readFromClient,
  type WireError,
  wireError,
} from '@atrium/protocol';
import type { Answer, AskWithoutId, Edge, JoinAsked } from '../edge/edge.ts';
import type { Receiver } from '../edge/subscriber.ts';
import type { AnyKind, Identity } from '../kind.ts';
import type { HubLimits } from '../limits.ts';
import type { Ask, ToOwner } from '../ports/bus.ts';
import { Frame, type Transport, type TransportEnd } from '../ports/transport.ts';
import type { Clock } from '../clock.ts';
import { Excess, type Held } from './excess.ts';
import { keptSignal } from './kept-signal.ts';
import { type Limited, Rates } from './rates.ts';
import { SideBySide } from './side-by-side.ts';
import type { Turns } from './turns.ts';
import { Window } from './window.ts';

/** Joins of one connection that are answered side by side. */
const JOINS_AT_A_TIME = 8;
/** What a list of watched channels, or of people, costs of their rate, beside one for each that is new: it is compared with the one before. */
const LIST_COSTS = 20;
/** Messages of one frame that are taken up in one turn, or one list, which may name a thousand: others wait as long as a turn takes. */
const MESSAGES_A_TURN = 64;
/** Channels of one connection whose watching is begun side by side. */
const WATCHES_AT_A_TIME = 8;
/** Queries of one connection that are read side by side: what they have read is in memory until it is taken. */
const QUERIES_AT_A_TIME = 16;

export interface ConnectionHouse {
  readonly clock: Clock;
  readonly limits: HubLimits;
  /** For those who ask too much. */
  readonly turns: Turns;
  readonly node: string;
  kind(name: string): AnyKind | undefined;
  edge(channel: string): Edge | undefined;
  ask(message: AskWithoutId, answer: (answer: Answer) => void): void;
  tell(message: Exclude<ToOwner, Ask>): void;
  query(asked: {
    readonly identity: Identity;
    readonly connection: string;
    readonly channel: string;
    readonly name: string;
    readonly input: unknown;
  }): Promise<{ readonly at: Position; readonly reply: unknown }>;
  /** The newest claim wins; whoever held one of the ids is superseded. */
  claim(connection: Connection, clients: readonly string[]): void;
  /** Whether these people are here at all; answered, and told when it changes. */
  people(connection: Connection, who: readonly string[]): void;
  /** It was ended for what it sent. */
  expelled(connection: Connection): void;
  closed(connection: Connection): void;
  flushSoon(connection: Connection): void;
  count(what: 'frames' | 'faults' | 'signals' | 'queries'): void;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
}

/** One WebSocket after its handshake was accepted: reads messages, sends answers, and is the only thing that touches its socket. */
export class Connection implements Receiver, TransportEnd {
  readonly id: string;
  readonly identity: Identity;
  readonly address: string;
  clients: readonly string[] = [];
  /** By the hub's clock; any traffic counts. */
  heardAt: number;
  saidAt: number;
  readonly #transport: Transport;
  readonly #house: ConnectionHouse;
  readonly #joined = new Map<string, Edge>();
  /** Most wanted first. */
  readonly #joins: SideBySide;
  /** Without an edge: its watching is still to begin. */
  #watched: Map<string, Edge | undefined> | undefined;
  #watches: SideBySide | undefined;
  readonly #rates: Rates;
  /** From when it first asked for more than it may. */
  #excess: Excess | undefined;
  #garbage = 0;
  #queries = 0;
  #asked = 0;
  /** A query waits until earlier ones are answered, and their answers taken. */
  #asking: SideBySide | undefined;
  #texts: string[] = [];
  /** What leaves in this turn: mostly one frame, and then no list is made of it. */
  #frame: Frame | undefined;
  #more: Frame[] = [];
  #closed = false;
  #paused = false;
  readonly #window: Window;

  constructor(
    { id, identity, address }: { readonly id: string; readonly identity: Identity; readonly address: string },
    transport: Transport,
    house: ConnectionHouse,
  ) {
    this.id = id;
    this.identity = identity;
    this.address = address;
    this.#transport = transport;
    this.#house = house;
    const now = house.clock.now();
    this.heardAt = now;
    this.saidAt = now;
    const { limits } = house;
    this.#joins = new SideBySide(JOINS_AT_A_TIME, house);
    this.#window = new Window(transport, limits.queuedBytes);
    this.#rates = new Rates(limits);
    transport.attach(this);
    this.say({
      t: 'welcome',
      identity: { id: identity.id, name: identity.name, role: identity.role },
      heartbeatMs: limits.heartbeatMs,
      now,
      node: house.node,
      frameBytes: wire.frameBytes,
    });
  }

  // — sending —

  get closed(): boolean {
    return this.#closed;
  }

  /** Milliseconds. While we do not listen to it, its silence says nothing. */
  get silentAfterMs(): number {
    const { silentAfterMs, stalledAfterMs } = this.#house.limits;
    return this.#paused ? stalledAfterMs : silentAfterMs;
  }

  takes(bytes: number): boolean {
    return this.#window.takes(bytes);
  }

  get open(): boolean {
    return this.#window.open;
  }

  get partBytes(): number {
    return this.#window.partBytes;
  }

  /** Answers of one turn leave together, in one frame. */
  say(message: object): void {
    if (this.#closed) return;
    if (this.#texts.length === 0 && !this.#frame) this.#house.flushSoon(this);
    this.#texts.push(JSON.stringify(message));
  }

  send(frame: Frame): void {
    if (this.#closed) return;
    if (this.#texts.length > 0) this.#gather();
    else if (!this.#frame) this.#house.flushSoon(this);
    this.#add(frame);
    this.#window.gathered += frame.text.length;
  }

  #gather(): void {
    if (this.#texts.length === 0) return;
    this.#add(new Frame(this.#texts.length === 1 ? this.#texts[0]! : `[${this.#texts.join(',')}]`));
    this.#texts = [];
  }

  #add(frame: Frame): void {
    if (this.#frame) this.#more.push(frame);
    else this.#frame = frame;
  }

  flush(): void {
    if (this.#closed) return;
    this.#gather();
    const frame = this.#frame;
    if (!frame) return;
    this.#frame = undefined;
    this.saidAt = this.#house.clock.now();
    if (this.#more.length > 0) {
      const frames = [frame, ...this.#more];
      this.#more = [];
      this.#transport.write(frames);
    } else this.#transport.write(frame);
    this.#window.gathered = 0;
    this.#asking?.go();
    // Past the budget reading stops first: whoever does not take answers does not get to ask.
    if (this.#window.overfull && !this.#paused) {
      this.#paused = true;
      this.heardAt = this.#house.clock.now();
      this.#transport.pause();
    }
  }

  roomy(): Promise<void> {
    this.flush();
    return this.#closed ? Promise.resolve() : this.#window.roomy();
  }

  drained(): void {
    if (this.#paused) {
      this.#paused = false;
      // It was we who did not listen.
      this.heardAt = this.#house.clock.now();
      this.#listen();
    }
    this.#asking?.go();
    this.#room();
  }

  /** State and the log take turns, so that neither keeps the other waiting where both want more than there is. */
  #room(): void {
    if (this.#closed) return this.#window.giveUp();
    if (this.#window.takesTurn()) this.#window.letGo();
    for (const edge of this.#joined.values()) if (this.#window.open) edge.roomy(this.id);
    this.#window.letGo();
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.flush();
    this.#transport.close(code, reason);
    this.ended();
  }

  #expel(code: number, reason: string): void {
    if (this.#closed) return;
    this.flush();
    this.#transport.expel(code, reason);
    this.broke();
    this.ended();
  }

  broke(): void {
    this.#house.expelled(this);
  }

  destroy(): void {
    this.#transport.destroy();
    this.ended();
  }

  ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#texts = [];
    this.#frame = undefined;
    this.#more = [];
    this.drained();
    const joined = [...this.#joined.values()];
    const watched = [...(this.#watched?.values() ?? [])];
    this.#joined.clear();
    this.#joins.clear();
    this.#asking?.clear();
    this.#watches?.clear();
    this.#watched = undefined;
    for (const edge of joined) edge.leave(this.id);
    for (const edge of watched) edge?.unwatch(this.id);
    this.#house.closed(this);
  }

  /** The edge took leave of it. */
  left(channel: string, interest: 'join' | 'watch'): void {
    (interest === 'join' ? this.#joined : this.#watched)?.delete(channel);
  }

  // — receiving —

  received(payload: string | Uint8Array): void {
    if (this.#closed) return;
    this.heardAt = this.#house.clock.now();
    if (this.#excess?.holding) return this.#excess.hold(payload);
    this.#heed(payload);
    this.#excess?.settle();
  }

  pinged(): boolean {
    this.heardAt = this.#house.clock.now();
    const isHeard = !this.#excess?.holding && !this.#paused && this.#overRate('signals') === 0;
    this.#excess?.settle();
    return isHeard;
  }

  /** Milliseconds too early that something is asked; 0: it may be. */
  #overRate(of: Limited, tokens = 1): number {
    const wait = this.#rates.take(of, this.#house.clock.now(), tokens);
    if (wait > 0) (this.#excess ??= this.#exceeding()).note(wait);
    return wait;
  }

  #exceeding(): Excess {
    const isClosed = (): boolean => this.#closed;
    return new Excess({
      clock: this.#house.clock,
      turns: this.#house.turns,
      get closed() {
        return isClosed();
      },
      heed: (held) => this.#heed(held),
      pause: () => this.#transport.pause(),
      resume: () => this.#listen(),
    });
  }

  /** Reads on, where nothing speaks against it. */
  #listen(): void {
    if (!this.#paused && !this.#excess?.holding) this.#transport.resume();
  }

  #heed(held: Held): void {
    if (typeof held !== 'string' && !(held instanceof Uint8Array)) return this.#heedAll(held);
    this.#house.count('frames');
    let messages: readonly unknown[];
    try {
      messages = readFrame(held);
    } catch (error) {
      return this.#unreadable(error as AtriumError);
    }
    this.#heedAll(messages);
  }

  #heedAll(messages: readonly unknown[]): void {
    let left = MESSAGES_A_TURN;
    for (const [at, raw] of messages.entries()) {
      if (this.#closed) return;
      if (left <= 0) return (this.#excess ??= this.#exceeding()).holdRest(messages.slice(at));
      try {
        const message = readFromClient(raw);
        left -= message.t === 'watch' || message.t === 'people' ? MESSAGES_A_TURN : 1;
        this.#message(message);
      } catch (error) {
        if (!(error instanceof AtriumError)) {
          this.#house.log('error', 'a message broke the connection', { connection: this.id, error });
          return this.#expel(CLOSE.protocolViolated, 'something broke');
        }
        this.#mistake(error.toWire());
      }
    }
  }

  /** A frame that is not readable was not made by a client of ours, not even an old one. */
  #unreadable(error: AtriumError): void {
    this.#house.count('faults');
    this.say({ t: 'fault', error: error.toWire() });
    if (++this.#garbage > this.#house.limits.garbage) this.#expel(CLOSE.protocolViolated, 'unreadable frames');
  }

  /** Readable, but not by the contract: a stale client makes some of these, a hostile one many. */
  #mistake(error: WireError, answer: object = { t: 'fault', error }): void {
    this.#house.count('faults');
    this.say(answer);
    if (this.#rates.take('mistakes', this.#house.clock.now()) > 0) this.#expel(CLOSE.tooFast, 'too many messages that break the contract');
  }

  #message(message: FromClient): void {
    switch (message.t) {
      case 'claim':
        return this.#claim(message.clients);
      case 'join':
        for (const { channel, at, state } of message.channels) this.#join(channel, { at, state });
        return;
      case 'leave': {
        const edge = this.#joined.get(message.channel);
        this.#joins.drop(message.channel);
        this.#joined.delete(message.channel);
        return edge?.leave(this.id);
      }
      case 'watch':
        return this.#watch(message.channels);
      case 'command':
        return this.#command(message);
      case 'query':
        return this.#query(message);
      case 'signal':
        return this.#signal(message);
      case 'present':
        return this.#present(message);
      case 'people':
        return this.#people(message.who);
      case 'got':
        return this.#got(message.bytes);
      case 'beat':
        return this.say({ t: 'beat' });
    }
  }

  #claim(clients: readonly string[]): void {
    const fresh = [...new Set(clients)].filter((client) => !this.clients.includes(client));
    if (this.clients.length + fresh.length > wire.clients)
      throw new AtriumError({ kind: 'too-many', message: `A connection claims at most ${wire.clients} client ids.` });
    this.clients = [...this.clients, ...fresh];
    this.#house.claim(this, fresh);
    for (const edge of this.#joined.values()) edge.claimed(this);
  }

  #people(who: readonly string[]): void {
    const wait = this.#overRate('watches', Math.min(LIST_COSTS + who.length, this.#house.limits.watches.burst));
    if (wait > 0) return this.#mistake(wireError({ kind: 'too-fast', retryAfterMs: wait }));
    this.#house.people(this, who);
  }

  #got(bytes: number): void {
    if (!this.#window.acknowledge(bytes)) throw new AtriumError({ kind: 'bad-message', message: 'More was acknowledged than was sent.' });
    if (this.#window.open) this.#room();
  }

  #join(channel: string, asked: JoinAsked): void {
    const wait = this.#overRate('joins');
    const refuse = (error: WireError): void => this.say({ t: 'refused', channel, error });
    if (wait > 0) return refuse(wireError({ kind: 'too-fast', retryAfterMs: wait }));
    const isOpen = this.#joined.has(channel) || this.#joins.has(channel);
    if (!isOpen && this.#joined.size + this.#joins.waiting >= wire.joined)
      return refuse(wireError({ kind: 'too-many', message: `A connection joins at most ${wire.joined} channels.` }));
    if (!this.#house.kind(kindOf(channel))) return refuse(wireError({ kind: 'not-found' }));
    this.#joins.add(channel, () => this.#beginToJoin(channel, asked));
  }

  #beginToJoin(channel: string, asked: JoinAsked): void {
    const settled = (): void => {
      this.#joins.done();
      this.#joins.go();
    };
    const edge = this.#joined.get(channel) ?? this.#house.edge(channel);
    if (!edge) return settled();
    this.#joined.set(channel, edge);
    if (edge.kind.state) this.#window.paced = true;
    edge.join(this, { ...asked, settled });
  }

  #watch(channels: readonly string[]): void {
    const wait = this.#overRate('watches', Math.min(LIST_COSTS, this.#house.limits.watches.burst));
    if (wait > 0) return this.#mistake(wireError({ kind: 'too-fast', retryAfterMs: wait }));
    const wanted = new Set(channels);
    const watched = (this.#watched ??= new Map<string, Edge | undefined>());
    for (const [channel, edge] of watched) {
      if (wanted.has(channel)) continue;
      this.#watches?.drop(channel);
      edge?.unwatch(this.id);
      watched.delete(channel);
    }
    for (const channel of wanted) {
      if (watched.has(channel)) continue;
      const wait = this.#overRate('watches');
      if (wait > 0)
        return this.#mistake(
          wireError({
            kind: 'too-fast',
            retryAfterMs: wait,
            message: 'Too many channels were watched at once. Wait as long as it says, and send the list again.',
          }),
        );
      watched.set(channel, undefined);
      (this.#watches ??= new SideBySide(WATCHES_AT_A_TIME, this.#house)).add(channel, () => this.#beginToWatch(channel));
    }
  }

  #beginToWatch(channel: string): void {
    const settled = (): void => {
      this.#watches?.done();
      this.#watches?.go();
    };
    const edge = this.#house.edge(channel);
    if (!edge) {
      this.#watched?.delete(channel);
      this.say({ t: 'unwatched', channel });
      return settled();
    }
    this.#watched?.set(channel, edge);
    edge.watch(this, settled);
  }

  #command(command: FromClient & { t: 'command' }): void {
    const { c, channel, n, name } = command;
    const answer = ({ at, value, error, dropped }: Answer): void =>
      void (dropped || this.say({ t: 'reply', c, channel, n, ...(at && { at }), ...(error ? { error } : { reply: value }) }));
    const wait = this.#overRate('commands');
    if (wait > 0) return answer({ error: wireError({ kind: 'too-fast', retryAfterMs: wait }) });
    const client = this.clients[c];
    if (client === undefined) return answer({ error: wireError({ kind: 'not-claimed' }) });
    let input: unknown;
    try {
      input = parse(exchange(this.#contract(channel), 'commands', name).input, command.input);
    } catch (error) {
      const mistake = asWire(error);
      return this.#mistake(mistake, { t: 'reply', c, channel, n, error: mistake });
    }
    const { settled, again, first } = command;
    this.#house.ask(
      { t: 'command', channel, identity: this.identity, client, n, settled, again: again ?? false, ...(first !== undefined && { first }), name, input },
      answer,
    );
  }

  #query(query: FromClient & { t: 'query' }): void {
    const { id, channel, name } = query;
    const refuse = (error: WireError): void => this.say({ t: 'answer', id, error });
    const wait = this.#overRate('queries');
    if (wait > 0) return refuse(wireError({ kind: 'too-fast', retryAfterMs: wait }));
    if (this.#queries >= wire.queries) return refuse(wireError({ kind: 'overloaded', retryAfterMs: 100 }));
    let input: unknown;
    try {
      input = parse(exchange(this.#contract(channel), 'queries', name).input, query.input);
    } catch (error) {
      const mistake = asWire(error);
      return this.#mistake(mistake, { t: 'answer', id, error: mistake });
    }
    this.#queries += 1;
    this.#house.count('queries');
    this.#asking ??= new SideBySide(QUERIES_AT_A_TIME, { mayBegin: () => !this.#window.overfull });
    // Whoever gives two the same id gets two answers.
    this.#asking.add(String(++this.#asked), () => this.#beginToAsk({ id, channel, name, input }, refuse));
  }

  /** The next one begins when the answer is written: then it is known whether it is taken. */
  #beginToAsk(
    { id, channel, name, input }: { readonly id: number; readonly channel: string; readonly name: string; readonly input: unknown },
    refuse: (error: WireError) => void,
  ): void {
    const done = (): void => {
      this.#queries -= 1;
      this.#asking?.done();
    };
    this.#house.query({ identity: this.identity, connection: this.id, channel, name, input }).then(
      ({ at, reply }) => {
        done();
        this.say({ t: 'answer', id, at, reply });
      },
      (error: unknown) => {
        done();
        const isTold = error instanceof AtriumError && error.kind !== 'internal';
        if (!isTold) this.#house.log('error', 'a query failed', { channel, name, error });
        refuse(isTold ? error.toWire() : wireError({ kind: 'internal' }));
      },
    );
  }

  #signal({ channel, name, data, seq }: FromClient & { t: 'signal' }): void {
    // Signals may be lost: too many are, without a word.
    if (this.#overRate('signals') > 0) return;
    const edge = this.#joined.get(channel);
    if (!edge?.viewerOf(this.id)) throw new AtriumError({ kind: 'not-joined' });
    const shape = Object.hasOwn(edge.kind.contract.signals, name) ? edge.kind.contract.signals[name] : undefined;
    if (!shape) throw new AtriumError({ kind: 'unknown-name' });
    this.#house.count('signals');
    this.#house.tell({ t: 'signal-in', channel, name, who: this.identity.id, connection: this.id, ...keptSignal(shape, { data, seq }) });
  }

  #present({ channel, data }: FromClient & { t: 'present' }): void {
    if (this.#overRate('signals') > 0) return;
    const edge = this.#joined.get(channel);
    if (!edge?.viewerOf(this.id)) throw new AtriumError({ kind: 'not-joined' });
    edge.present(this.id, parse(edge.kind.contract.presence, data));
  }

  #contract(channel: string): AnyContract {
    const kind = this.#house.kind(kindOf(channel));
    if (!kind) throw new AtriumError({ kind: 'not-found' });
    return kind.contract;
  }
}

function exchange(contract: AnyContract, lane: 'commands' | 'queries', name: string): Exchange {
  const found = Object.hasOwn(contract[lane], name) ? contract[lane][name] : undefined;
  if (!found) throw new AtriumError({ kind: 'unknown-name' });
  return found;
}
const asWire = (error: unknown): WireError => (error instanceof AtriumError ? error.toWire() : wireError({ kind: 'internal' }));
