import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  acceptBinary,
  type AnyContract,
  AtriumError,
  CLOSE,
  explainErrors,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type EventData,
  type EventName,
  kindOf,
  type Meta,
  parse,
  type QueryInput,
  type QueryName,
  type QueryReply,
  readBinary,
  type WireError,
} from '@atrium/protocol';
import { sentences } from '@atrium/protocol/sentences';
import { AskedOnce, Asks } from './asks.ts';
import { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
import { Connection, type ConnectionHouse } from './connection/connection.ts';
import { Connections } from './connection/connections.ts';
import { answerVerdict, type Authenticate, Handshake } from './connection/handshake.ts';
import { Turns } from './connection/turns.ts';
import type { Revoked } from './connection/revocations.ts';
import { Aliases } from './edge/aliases.ts';
import { type Answer, type AskWithoutId, Edge, type EdgeHouse } from './edge/edge.ts';
import { Effects } from './effects.ts';
import type { AnyKind, Identity, Rights } from './kind.ts';
import { defaultLimits, type HubLimits } from './limits.ts';
import { Committer } from './owner/committer.ts';
import { Owner, type OwnerHouse } from './owner/owner.ts';
import { type Ask, type Bus, type BusMessage, LocalBus, type ToEdge, type ToOwner } from './ports/bus.ts';
import type { DueEffect, EffectKey, Store } from './ports/store.ts';
import type { Transport } from './ports/transport.ts';
import { People } from './people.ts';
import { Queries } from './queries.ts';
import { Counts } from './counts.ts';
import { Listener, type ServerChannel } from './server-channel.ts';

explainErrors(sentences);
acceptBinary(readBinary);

/** Milliseconds between two tellings of who is here, and of watched heads, for one channel: they are gathered. */
const TELL_EVERY_MS = 100;
/** Channels that never were, remembered for a refusal that somebody may ask for again: some seconds of a hostile client, a megabyte or so. */
const HOLLOW_OWNERS = 1000;
/** Milliseconds between two assertions of what this node has of a channel that another node owns. */
const ASSERT_MS = 1_000;

export interface HubOptions {
  readonly store: Store;
  readonly kinds: readonly AnyKind[];
  /** Who a handshake is from. Default: everyone is a guest of their own. */
  readonly authenticate?: Authenticate;
  readonly rights?: Rights;
  /** May this identity know whether that one is here at all? Default: everybody may of everybody. */
  readonly mayKnow?: (asker: Identity, who: string) => boolean;
  readonly origins?: readonly string[];
  readonly addressOf?: (request: IncomingMessage) => string;
  readonly bus?: Bus;
  /** The node that owns a channel. Default: this one. */
  readonly place?: (channel: string) => string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly limits?: Partial<HubLimits>;
  readonly log?: (level: 'warn' | 'error', what: string, detail: unknown) => void;
}

export interface Job {
  readonly name: string;
  readonly input: unknown;
  /** The same for ever: whoever carries it out twice can tell. */
  readonly key: EffectKey;
}

interface HubEvents {
  connect: [connection: { readonly id: string; readonly identity: Identity }];
  disconnect: [connection: { readonly id: string; readonly identity: Identity }];
}

/** Channels are looked at this often, and let go when nobody asked anything of them for so many looks: a minute. */
const LOOK_EVERY_MS = 15_000;
const LOOKS = 4;

/** The server side of the engine: accepts connections and runs channels. */
/** What the app asks of a channel itself. */
export interface HubCommand {
  readonly identity: Identity;
  readonly channel: string;
  readonly name: string;
  readonly input: unknown;
  readonly once?: string | undefined;
}

export class Hub extends EventEmitter<HubEvents> {
  readonly #kinds: ReadonlyMap<string, AnyKind>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #rights: Rights;
  readonly #limits: HubLimits;
  readonly #log: (level: 'warn' | 'error', what: string, detail: unknown) => void;
  readonly #bus: Bus;
  readonly #place: (channel: string) => string;
  readonly #asks: Asks;
  readonly #committer: Committer;
  readonly #effects: Effects;
  readonly #queries: Queries;
  readonly #handshake: Handshake;
  readonly #connections: Connections;
  /** What connections, edges and owners ask of this hub: one of each for all of them. */
  readonly #house: ConnectionHouse;
  readonly #edgeHouse: EdgeHouse;
  readonly #ownerHouse: OwnerHouse;
  readonly #owners = new Map<string, Owner>();
  readonly #edges = new Map<string, Edge>();
  readonly #counts = new Counts();
  #jobs: ((job: Job) => Promise<void>) | undefined;
  readonly #aliases: Aliases;
  readonly #hollow = new Set<Owner>();
  readonly #presenceBusy = new Set<Owner>();
  readonly #headsBusy = new Set<Edge>();
  #telling = false;
  #draining: WireError | undefined;
  #isClosed = false;
  #stopAsserting: (() => void) | undefined;
  #stopLooking: (() => void) | undefined;
  readonly #askedOnce = new AskedOnce();
  readonly #people: People;

  constructor(options: HubOptions) {
    super();
    const { store, clock = systemClock, random = systemRandom } = options;
    this.#clock = clock;
    this.#random = random;
    this.#kinds = new Map(options.kinds.map((kind) => [kind.contract.kind, kind]));
    this.#rights = options.rights ?? (() => true);
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#log = options.log ?? (() => undefined);
    this.#bus = options.bus ?? new LocalBus(random(8));
    this.#place = options.place ?? (() => this.#bus.node);
    this.#bus.receive((from, message) => this.#receive(from, message));
    this.#asks = new Asks(this.#bus, { clock, place: this.#place });
    this.#committer = new Committer(store, clock, (what, error) => this.#log('error', what, error));
    this.#effects = new Effects({
      store,
      clock,
      isMine: (channel) => this.#place(channel) === this.#bus.node,
      act: (effect) => this.#effect(effect),
      job: (effect) => this.#job(effect),
      acked: (channel, keys) => this.#tell({ t: 'acked', channel, keys }),
      log: this.#log,
    });
    this.#queries = new Queries({
      store,
      clock,
      kind: (name) => this.#kinds.get(name),
      edge: (channel) => this.#edges.get(channel),
      ask: (message, answer) => this.#ask(message, answer),
    });
    this.#connections = new Connections(clock, this.#limits);
    this.#handshake = new Handshake({
      authenticate: options.authenticate ?? (() => ({ identity: { id: `guest-${random(8)}`, name: 'Guest', role: 'guest' } })),
      clock,
      limits: this.#limits,
      origins: options.origins ?? [],
      addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
      closed: () => this.#draining,
      accept: (identity, transport, address) => void this.accept(identity, transport, address),
      connectionsFrom: (address) => this.#connections.from(address),
      count: (what) => this.#counts.add(what),
    });
    this.#house = {
      clock,
      limits: this.#limits,
      turns: new Turns(clock),
      node: this.#bus.node,
      kind: (name) => this.#kinds.get(name),
      edge: (channel) => this.#edge(channel),
      ask: (message, answer) => this.#ask(message, answer),
      tell: (message) => this.#tell(message),
      query: (asked) => this.#queries.run(asked),
      claim: (claimer, clients) => this.#connections.claim(claimer, clients),
      people: (asker, who) => this.#people.ask(asker, who),
      expelled: ({ identity }) => this.#handshake.expelled(identity),
      closed: (gone) => this.#closed(gone),
      flushSoon: (dirty) => this.#connections.flushSoon(dirty),
      count: (what) => this.#counts.add(what),
      log: this.#log,
    };
    this.#edgeHouse = {
      store,
      clock,
      ask: (message, answer) => this.#ask(message, answer),
      tell: (message) => this.#tell(message),
      log: this.#log,
      headsBusy: (busy) => {
        this.#headsBusy.add(busy);
        this.#tellSoon();
      },
      // What nobody asks for any more is not kept: a hostile client can name any channel.
      quiet: (quiet) => {
        if (quiet.idle && this.#edges.get(quiet.channel) === quiet && this.#edges.delete(quiet.channel)) this.#aliases.free(quiet.alias);
      },
      delivered: (events, receivers) => {
        this.#counts.add('deliveries', events * receivers);
        this.#counts.add('writes', receivers);
      },
    };
    this.#ownerHouse = {
      store,
      clock,
      random,
      rights: this.#rights,
      committer: this.#committer,
      send: (to, message) => this.#answerTo(to, message),
      effectsCommitted: () => this.#effects.look(),
      log: this.#log,
      presenceBusy: (busy) => {
        this.#presenceBusy.add(busy);
        this.#tellSoon();
      },
      command: (channel, name, input) => void this.#own(channel, { name, input }),
      quiet: (quiet) => this.#quiet(quiet),
      count: (what, by) => this.#counts.add(what, by),
    };
    this.#aliases = new Aliases(random(16));
    this.#people = new People(options.mayKnow ?? (() => true), () => this.#tellSoon());
    if (options.bus) this.#assert();
    this.#effects.look();
  }

  // — connections —

  /** For `server.on('upgrade', hub.upgrade)`. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    this.#handshake.upgrade(request, socket, head).catch((error: unknown) => {
      this.#log('error', 'a handshake failed', error);
      socket.destroy();
    });
  };

  /**
   * What a handshake would be answered, over plain HTTP: a browser shows a page nothing of a rejection, so its client asks the same address
   * once. For `createServer(hub.explain)`, or Express's `app.get('/live', hub.explain)`.
   */
  readonly explain = (request: IncomingMessage, response: ServerResponse): void => {
    this.#handshake.verdict(request).then(
      (verdict) => answerVerdict(response, verdict),
      (error: unknown) => {
        this.#log('error', 'a handshake could not be explained', error);
        response.destroy();
      },
    );
  };

  /** Takes a connection whose handshake was accepted; for other transports than WebSocket, and tests. */
  accept(identity: Identity, transport: Transport, address = ''): Connection {
    const connection = new Connection({ id: this.#random(8), identity, address }, transport, this.#house);
    this.#connections.add(connection);
    this.#people.came(identity.id);
    this.emit('connect', connection);
    return connection;
  }

  #closed(connection: Connection): void {
    this.#connections.remove(connection);
    this.#people.forget(connection);
    this.#people.went(connection.identity.id, this.#clock.now());
    this.emit('disconnect', connection);
  }

  /** Closes live connections of an identity or a session, at once. */
  revoke(of: Revoked, code: number = CLOSE.sessionEnded, reason = 'session ended'): void {
    this.#handshake.revoke(of);
    this.#connections.close({ of, code, reason });
  }

  // — channels —

  #edge(channel: string): Edge | undefined {
    const known = this.#edges.get(channel);
    if (known) return known;
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) return undefined;
    const edge = new Edge({ channel, kind, alias: this.#aliases.take(channel) }, this.#edgeHouse);
    this.#edges.set(channel, edge);
    return edge;
  }

  #owner(channel: string): Owner | undefined {
    const known = this.#owners.get(channel);
    if (known) return known;
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) return undefined;
    const owner = new Owner(channel, kind, this.#ownerHouse);
    this.#owners.set(channel, owner);
    if (!this.#stopLooking) this.#look();
    return owner;
  }

  /** Channels that never were are not kept for those who ask for them: idle ones go at once, those with a refusal to remember in their turn. */
  #quiet(owner: Owner): void {
    if (this.#owners.get(owner.channel) !== owner) return;
    if (owner.idle) {
      this.#owners.delete(owner.channel);
    } else if (owner.hollow) {
      this.#hollow.add(owner);
      if (this.#hollow.size <= HOLLOW_OWNERS) return;
      const [oldest] = this.#hollow;
      if (!oldest) return;
      this.#hollow.delete(oldest);
      if (oldest.hollow && this.#owners.get(oldest.channel) === oldest) this.#owners.delete(oldest.channel);
    }
  }

  /** One timer for all channels: those that nobody asks anything of are let go from memory. */
  #look(): void {
    this.#stopLooking = this.#clock.after(LOOK_EVERY_MS, () => {
      for (const [channel, owner] of this.#owners) if (owner.look(LOOKS)) this.#owners.delete(channel);
      this.#stopLooking = undefined;
      if (this.#owners.size > 0) this.#look();
    });
  }

  #tellSoon(): void {
    if (this.#telling || this.#isClosed) return;
    this.#telling = true;
    this.#clock.after(TELL_EVERY_MS, () => {
      this.#telling = false;
      for (const owner of [...this.#presenceBusy]) {
        owner.tellPresence();
        if (!owner.audience.presence.busy) this.#presenceBusy.delete(owner);
      }
      const edges = [...this.#headsBusy];
      this.#headsBusy.clear();
      for (const edge of edges) edge.tellHeads();
      this.#people.tell(this.#clock.now());
      if (this.#presenceBusy.size > 0 || this.#people.waiting) this.#tellSoon();
    });
  }

  /** Owners on other nodes hear now and then all that this node has: whatever was lost on the way is mended by it. */
  #assert(): void {
    this.#stopAsserting = this.#clock.after(ASSERT_MS, () => {
      for (const [channel, edge] of this.#edges) if (this.#place(channel) !== this.#bus.node) this.#tell(edge.assertion());
      for (const owner of this.#owners.values()) owner.expire(this.#bus.node);
      this.#assert();
    });
  }

  #ask(message: AskWithoutId, answer: (answer: Answer) => void): void {
    this.#asks.ask(message, answer);
  }

  #tell(message: Exclude<ToOwner, Ask>): void {
    this.#bus.send(this.#place(message.channel), message);
  }

  #receive(from: string, message: BusMessage): void {
    switch (message.t) {
      case 'answer':
        return this.#asks.answered(message.id, message);
      case 'batch':
        this.#hear(message.channel, message);
        return this.#edges.get(message.channel)?.hear(message);
      case 'beacon':
      case 'readmit':
      case 'signal-out':
      case 'presence':
        return this.#edges.get(message.channel)?.hear(message);
      case 'forget':
      case 'present':
      case 'signal-in':
      case 'acked':
        // Nothing of these brings a channel about.
        return this.#owners.get(message.channel)?.take(from, message);
      default:
        return this.#asked(from, message);
    }
  }

  #asked(from: string, message: Ask | (ToOwner & { t: 'assert' })): void {
    if ((message.t === 'act' || message.t === 'command') && from !== this.#bus.node) {
      const answer = this.#askedOnce.ask(from, message.id);
      if (answer !== 'new') return answer && this.#bus.send(from, answer);
    }
    const owner = this.#owner(message.channel);
    if (owner) owner.take(from, message);
    else if (message.t !== 'assert') this.#bus.send(from, { t: 'answer', id: message.id, error: new AtriumError({ kind: 'not-found' }).toWire() });
  }

  #answerTo(to: string, message: ToEdge): void {
    if (message.t === 'answer' && to !== this.#bus.node) this.#askedOnce.answered(to, message);
    this.#bus.send(to, message);
  }

  // — the app's side —

  /**
   * A command of the app itself, or in somebody's name; resolves when it is on disk.
   *
   * With `once`, a name that whoever asks has for it, such as an Idempotency-Key: given again under it by the same identity, within sixty days and also
   * after a restart, it has one effect and gets its first answer. Something else under the same name is refused as `id-reused`.
   * @throws AtriumError when it is refused.
   */
  async command(asked: HubCommand): Promise<unknown> {
    const { identity, channel, name, once } = asked;
    const contract = this.#contract(channel);
    const exchange = Object.hasOwn(contract.commands, name) ? contract.commands[name] : undefined;
    if (!exchange) throw new AtriumError({ kind: 'unknown-name' });
    const input = parse(exchange.input, asked.input);
    return once === undefined ? this.#act({ identity, channel, name, input }) : this.#once({ identity, channel, name, input, once });
  }

  /** It is the first and only command of a client of its own, so the rule that holds for clients holds for it. */
  #once({ once, ...command }: HubCommand & { readonly once: string }): Promise<unknown> {
    const client = `once-${createHash('sha256').update(once).digest('base64url')}`;
    return new Promise((resolve, reject) => {
      this.#ask({ t: 'command', ...command, client, n: 1, settled: 0, again: false }, ({ value, error, dropped }) => {
        if (error) reject(new AtriumError(error));
        else if (dropped) reject(new AtriumError({ kind: 'forgotten' }));
        else resolve(value);
      });
    });
  }

  #act(command: {
    readonly identity: Identity;
    readonly channel: string;
    readonly name: string;
    readonly input: unknown;
    readonly received?: EffectKey;
  }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#ask({ t: 'act', ...command }, ({ value, error }) => {
        if (error) reject(new AtriumError(error));
        else resolve(value);
      });
    });
  }

  async query(asked: { readonly identity: Identity; readonly channel: string; readonly name: string; readonly input: unknown }): Promise<unknown> {
    const contract = this.#contract(asked.channel);
    const exchange = Object.hasOwn(contract.queries, asked.name) ? contract.queries[asked.name] : undefined;
    if (!exchange) throw new AtriumError({ kind: 'unknown-name' });
    return (await this.#queries.run({ ...asked, connection: '', input: parse(exchange.input, asked.input) })).reply;
  }

  /** A channel as the server's own code meets it: `on`, `emit`, `query`, typed by its contract. */
  channel<C extends AnyContract>(contract: C, id: string, identity: Identity = SYSTEM): ServerChannel<C> {
    const address = `${contract.kind}/${id}`;
    return {
      emit: <N extends CommandName<C>>(name: N, input: CommandInput<C, N>) =>
        this.command({ identity, channel: address, name, input }) as Promise<CommandReply<C, N>>,
      query: <N extends QueryName<C>>(name: N, input: QueryInput<C, N>) => this.query({ identity, channel: address, name, input }) as Promise<QueryReply<C, N>>,
      on: <N extends EventName<C>>(name: N, heard: (data: EventData<C, N>, meta: Meta) => void) =>
        this.#listen({ channel: address, identity }, name, heard as never),
    };
  }

  /** Carries out jobs, which are effects for the app; a job that throws is tried again. */
  onJob(handler: (job: Job) => Promise<void>): void {
    this.#jobs = handler;
  }

  readonly #listeners = new Map<string, { readonly listeners: Set<Listener>; heard: number }>();

  #listen(
    { channel, identity }: { readonly channel: string; readonly identity: Identity },
    name: string,
    heard: (data: unknown, meta: Meta) => void,
  ): () => void {
    const schema = this.#kinds.get(kindOf(channel))?.contract.events[name];
    const listener = new Listener({ name, schema }, heard, (error) => this.#log('error', 'a listener threw', { channel, name, error }));
    const known = this.#listeners.get(channel) ?? { listeners: new Set(), heard: 0 };
    this.#listeners.set(channel, known);
    known.listeners.add(listener);
    const connection = `listener-${this.#random(8)}`;
    this.#introduce({ channel, identity, connection }, () => known.listeners.has(listener));
    return () => {
      known.listeners.delete(listener);
      if (known.listeners.size === 0) this.#listeners.delete(channel);
      this.#tell({ t: 'forget', channel, connection, interest: 'join' });
    };
  }

  /** Lets the owner know of a listener, until it does or nobody listens any more. */
  #introduce(who: { readonly channel: string; readonly identity: Identity; readonly connection: string }, isWanted: () => boolean): void {
    this.#ask({ t: 'admit', ...who, clients: [], interest: 'join' }, ({ error }) => {
      if (!error || !isWanted()) return;
      if (error.retryAfterMs === undefined) return this.#log('error', 'a listener was refused', { channel: who.channel, error });
      this.#clock.after(error.retryAfterMs, () => isWanted() && this.#introduce(who, isWanted));
    });
  }

  #hear(channel: string, batch: BusMessage & { t: 'batch' }): void {
    const known = this.#listeners.get(channel);
    // A bus may bring a batch twice.
    if (!known || batch.to <= known.heard) return;
    for (const event of batch.events) if (event.offset > known.heard) for (const listener of known.listeners) listener.hear(event);
    known.heard = batch.to;
  }

  #contract(channel: string): AnyContract {
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) throw new AtriumError({ kind: 'not-found' });
    return kind.contract;
  }

  // — effects —

  async #effect({ channel, term, offset, index, target, name, body }: DueEffect): Promise<unknown> {
    const { commands } = this.#contract(target);
    const exchange = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!exchange) throw new AtriumError({ kind: 'unknown-name' });
    const identity: Identity = { id: `channel:${channel}`, name: channel, role: 'channel' };
    return this.#act({ identity, channel: target, name, input: parse(exchange.input, JSON.parse(body)), received: { channel, term, offset, index } });
  }

  /** What a live world asks of its own channel: nobody waits for the answer. */
  async #own(channel: string, { name, input }: { readonly name: string; readonly input: unknown }): Promise<void> {
    const identity: Identity = { id: `channel:${channel}`, name: channel, role: 'channel' };
    try {
      await this.command({ identity, channel, name, input });
    } catch (error) {
      this.#log('warn', 'what a live world asked of its channel was refused', { channel, name, error });
    }
  }

  async #job({ channel, term, offset, index, name, body }: DueEffect): Promise<void> {
    if (!this.#jobs) throw new Error(`Nobody carries out the job '${name}'.`);
    await this.#jobs({ name, input: JSON.parse(body), key: { channel, term, offset, index } });
  }

  // — the end —

  /** Lets nobody in any more and tells those who are here to come back, spread over `withinMs`. */
  async drain({ withinMs }: { readonly withinMs: number }): Promise<void> {
    this.#draining = new AtriumError({
      kind: 'overloaded',
      message: 'The server is going away for a moment. It will be tried again.',
      retryAfterMs: withinMs,
    }).toWire();
    this.#connections.drain(withinMs);
  }

  async close(): Promise<void> {
    this.#draining ??= new AtriumError({ kind: 'overloaded' }).toWire();
    this.#effects.stop();
    this.#asks.stop();
    this.#connections.stop();
    this.#stopAsserting?.();
    this.#stopLooking?.();
    this.#isClosed = true;
    this.#connections.close({ code: CLOSE.goingAway, reason: 'going away' });
    // What was taken is on disk before the store is closed.
    await this.#committer.settled();
    await this.#bus.close();
  }

  /** Figures for metrics: gauges, and counts since the start. */
  stats(): Readonly<Record<string, number>> {
    let subscribers = 0;
    for (const edge of this.#edges.values()) subscribers += edge.size;
    return {
      connections: this.#connections.size,
      channels: [...this.#owners.values()].filter(({ loaded }) => loaded).length,
      edges: this.#edges.size,
      subscribers,
      ...this.#counts.all(),
    };
  }
}

/** The app itself. */
export const SYSTEM: Identity = { id: 'system', name: 'Atrium', role: 'system' };

export const createHub = (options: HubOptions): Hub => new Hub(options);
