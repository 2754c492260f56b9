import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AnyContract, AtriumError, CLOSE, type CommandInput, type CommandName, type CommandReply, type EventData, type EventName, idOf, kindOf, type Meta, parse, type Position, type QueryInput, type QueryName, type QueryReply, type WireError } from '@atrium/protocol';
import { Asks } from './asks.ts';
import { type Clock, type Random, systemClock, systemRandom } from './clock.ts';
import { Connection } from './connection/connection.ts';
import { type Authenticate, Handshake, type Verdict } from './connection/handshake.ts';
import { Heartbeat } from './connection/heartbeat.ts';
import { type Answer, type AskWithoutId, Edge } from './edge/edge.ts';
import { Effects } from './effects.ts';
import type { AnyKind, Identity, Rights } from './kind.ts';
import { defaultLimits, type HubLimits } from './limits.ts';
import { Committer } from './owner/committer.ts';
import { Owner } from './owner/owner.ts';
import { type Admitted, type Ask, type Bus, type BusMessage, LocalBus, type ToOwner } from './ports/bus.ts';
import type { DueEffect, EffectKey, Store } from './ports/store.ts';
import type { Transport } from './ports/transport.ts';
import { Counts } from './counts.ts';
import { Listener, type ServerChannel } from './server-channel.ts';

/** Milliseconds between two tellings of who is here, and of watched heads, for one channel: they are gathered. */
const TELL_EVERY_MS = 100;
/** Milliseconds between beacons to other nodes. */
const BEACON_MS = 1_000;

export interface HubOptions {
  readonly store: Store;
  readonly kinds: readonly AnyKind[];
  /** Who a handshake is from. Default: everyone is a guest of their own. */
  readonly authenticate?: Authenticate;
  readonly rights?: Rights;
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

/** The server side of the engine: accepts connections and runs channels. */
export class Hub extends EventEmitter<HubEvents> {
  readonly #store: Store;
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
  readonly #handshake: Handshake;
  readonly #heartbeat: Heartbeat;
  readonly #owners = new Map<string, Owner>();
  readonly #edges = new Map<string, Edge>();
  readonly #connections = new Map<string, Connection>();
  readonly #claims = new Map<string, Connection>();
  readonly #addresses = new Map<string, number>();
  readonly #addressOfConnection = new Map<string, string>();
  readonly #counts = new Counts();
  #jobs: ((job: Job) => Promise<void>) | undefined;
  #toFlush: Connection[] = [];
  #lastAlias = 0;
  readonly #presenceBusy = new Set<Owner>();
  readonly #headsBusy = new Set<Edge>();
  #telling = false;
  #draining: WireError | undefined;
  #stopBeacons: (() => void) | undefined;

  constructor(options: HubOptions) {
    super();
    const { store, clock = systemClock, random = systemRandom } = options;
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#kinds = new Map(options.kinds.map((kind) => [kind.contract.kind, kind]));
    this.#rights = options.rights ?? (() => true);
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#log = options.log ?? (() => undefined);
    this.#bus = options.bus ?? new LocalBus(random(8));
    this.#place = options.place ?? (() => this.#bus.node);
    this.#bus.receive((from, message) => this.#receive(from, message));
    this.#asks = new Asks(this.#bus, clock);
    this.#committer = new Committer(store, clock, (what, error) => this.#log('error', what, error));
    this.#effects = new Effects({ store, clock, act: (effect) => this.#effect(effect), job: (effect) => this.#job(effect), log: this.#log });
    this.#heartbeat = new Heartbeat(clock, this.#limits);
    this.#handshake = new Handshake({
      authenticate: options.authenticate ?? (() => ({ identity: { id: `guest-${random(8)}`, name: 'Guest', role: 'guest' } })),
      clock,
      limits: this.#limits,
      origins: options.origins ?? [],
      addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
      closed: () => this.#draining,
      accept: (identity, transport, address) => void this.accept(identity, transport, address),
      connectionsFrom: (address) => this.#addresses.get(address) ?? 0,
      count: (what) => this.#counts.add(what),
    });
    if (options.bus) this.#beacons();
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

  /** The handshake's verdict over plain HTTP: what a browser, which sees nothing of a rejection, can show. */
  verdict(request: IncomingMessage): Promise<Verdict> {
    return this.#handshake.verdict(request);
  }

  /** Takes a connection whose handshake was accepted; for other transports than WebSocket, and tests. */
  accept(identity: Identity, transport: Transport, address = ''): Connection {
    const connection = new Connection(this.#random(8), identity, transport, {
      clock: this.#clock,
      limits: this.#limits,
      node: this.#bus.node,
      kind: (name) => this.#kinds.get(name),
      edge: (channel) => this.#edge(channel),
      ask: (message, answer) => this.#ask(message, answer),
      tell: (message) => this.#tell(message),
      query: (asked) => this.#query(asked),
      claim: (claimer, clients) => this.#claim(claimer, clients),
      closed: (gone) => this.#closed(gone),
      flushSoon: (dirty) => this.#flushSoon(dirty),
      count: (what) => this.#counts.add(what),
      log: this.#log,
    });
    this.#connections.set(connection.id, connection);
    this.#addressOfConnection.set(connection.id, address);
    this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1);
    this.#heartbeat.add(connection);
    this.emit('connect', connection);
    return connection;
  }

  #closed(connection: Connection): void {
    this.#connections.delete(connection.id);
    this.#heartbeat.remove(connection);
    const address = this.#addressOfConnection.get(connection.id) ?? '';
    this.#addressOfConnection.delete(connection.id);
    const left = (this.#addresses.get(address) ?? 1) - 1;
    if (left === 0) this.#addresses.delete(address);
    else this.#addresses.set(address, left);
    for (const client of connection.clients) {
      const key = `${connection.identity.id} ${client}`;
      if (this.#claims.get(key) === connection) this.#claims.delete(key);
    }
    this.emit('disconnect', connection);
  }

  #claim(connection: Connection, clients: readonly string[]): void {
    for (const client of clients) {
      const key = `${connection.identity.id} ${client}`;
      const holder = this.#claims.get(key);
      this.#claims.set(key, connection);
      if (holder && holder !== connection) holder.close(CLOSE.superseded, 'another connection has this client id');
    }
  }

  #flushSoon(connection: Connection): void {
    if (this.#toFlush.length === 0) queueMicrotask(() => this.#flush());
    this.#toFlush.push(connection);
  }

  #flush(): void {
    const connections = this.#toFlush;
    this.#toFlush = [];
    for (const connection of connections) connection.flush();
  }

  /** Closes live connections of an identity or a session, at once. */
  revoke(of: { readonly identity?: string; readonly session?: string }, code: number = CLOSE.sessionEnded, reason = 'session ended'): void {
    for (const connection of this.#connections.values()) {
      const { id, session } = connection.identity;
      if ((of.identity === undefined || id === of.identity) && (of.session === undefined || session === of.session)) connection.close(code, reason);
    }
  }

  // — channels —

  #edge(channel: string): Edge | undefined {
    const known = this.#edges.get(channel);
    if (known) return known;
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) return undefined;
    const edge = new Edge(channel, kind, ++this.#lastAlias, {
      store: this.#store,
      clock: this.#clock,
      ask: (message, answer) => this.#ask(message, answer),
      tell: (message) => this.#tell(message),
      log: this.#log,
      headsBusy: (busy) => {
        this.#headsBusy.add(busy);
        this.#tellSoon();
      },
      delivered: (events, receivers) => {
        this.#counts.add('deliveries', events * receivers);
        this.#counts.add('writes', receivers);
      },
    });
    this.#edges.set(channel, edge);
    return edge;
  }

  #owner(channel: string): Owner | undefined {
    const known = this.#owners.get(channel);
    if (known) return known;
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) return undefined;
    const owner = new Owner(channel, kind, {
      store: this.#store,
      clock: this.#clock,
      random: this.#random,
      rights: this.#rights,
      committer: this.#committer,
      send: (to, message) => this.#bus.send(to, message),
      effectsCommitted: () => this.#effects.look(),
      log: this.#log,
      presenceBusy: (busy) => {
        this.#presenceBusy.add(busy);
        this.#tellSoon();
      },
      count: (what, by) => this.#counts.add(what, by),
    });
    this.#owners.set(channel, owner);
    return owner;
  }

  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#clock.after(TELL_EVERY_MS, () => {
      this.#telling = false;
      for (const owner of this.#presenceBusy) {
        owner.tellPresence();
        if (!owner.presence.busy) this.#presenceBusy.delete(owner);
      }
      for (const edge of this.#headsBusy) edge.tellHeads();
      this.#headsBusy.clear();
      if (this.#presenceBusy.size > 0) this.#tellSoon();
    });
  }

  #beacons(): void {
    this.#stopBeacons = this.#clock.after(BEACON_MS, () => {
      for (const owner of this.#owners.values()) owner.beacon(this.#bus.node);
      this.#beacons();
    });
  }

  #ask(message: AskWithoutId, answer: (answer: Answer) => void): void {
    this.#asks.ask(this.#place(message.channel), message, answer);
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
      case 'signal-out':
      case 'presence':
        return this.#edges.get(message.channel)?.hear(message);
      default: {
        const owner = this.#owner(message.channel);
        if (owner) owner.take(from, message);
        else if ('id' in message) this.#bus.send(from, { t: 'answer', id: message.id, error: new AtriumError({ kind: 'not-found' }).toWire() });
      }
    }
  }

  // — the app's side —

  /**
   * A command of the app itself, or in somebody's name; resolves when it is on disk.
   * @throws AtriumError when it is refused.
   */
  async command(command: { readonly identity: Identity; readonly channel: string; readonly name: string; readonly input: unknown }): Promise<unknown> {
    const contract = this.#contract(command.channel);
    const exchange = Object.hasOwn(contract.commands, command.name) ? contract.commands[command.name] : undefined;
    if (!exchange) throw new AtriumError({ kind: 'unknown-name' });
    return this.#act({ ...command, input: parse(exchange.input, command.input) });
  }

  #act(command: { readonly identity: Identity; readonly channel: string; readonly name: string; readonly input: unknown; readonly received?: EffectKey }): Promise<unknown> {
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
    return (await this.#query({ ...asked, connection: '', input: parse(exchange.input, asked.input) })).reply;
  }

  /** A channel as the server's own code meets it: `on`, `emit`, `query`, typed by its contract. */
  channel<C extends AnyContract>(contract: C, id: string, identity: Identity = SYSTEM): ServerChannel<C> {
    const address = `${contract.kind}/${id}`;
    return {
      emit: <N extends CommandName<C>>(name: N, input: CommandInput<C, N>) => this.command({ identity, channel: address, name, input }) as Promise<CommandReply<C, N>>,
      query: <N extends QueryName<C>>(name: N, input: QueryInput<C, N>) => this.query({ identity, channel: address, name, input }) as Promise<QueryReply<C, N>>,
      on: <N extends EventName<C>>(name: N, heard: (data: EventData<C, N>, meta: Meta) => void) => this.#listen(address, identity, name, heard as never),
    };
  }

  /** Carries out jobs, which are effects for the app; a job that throws is tried again. */
  onJob(handler: (job: Job) => Promise<void>): void {
    this.#jobs = handler;
  }

  readonly #listeners = new Map<string, Set<Listener>>();

  #listen(channel: string, identity: Identity, name: string, heard: (data: unknown, meta: Meta) => void): () => void {
    const listener = new Listener(name, heard, (error) => this.#log('error', 'a listener threw', { channel, name, error }));
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    listeners.add(listener);
    const connection = `listener-${this.#random(8)}`;
    this.#ask({ t: 'admit', channel, identity, connection, clients: [], interest: 'join' }, () => undefined);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(channel);
      this.#tell({ t: 'forget', channel, connection, interest: 'join' });
    };
  }

  #hear(channel: string, batch: BusMessage & { t: 'batch' }): void {
    const listeners = this.#listeners.get(channel);
    if (listeners) for (const event of batch.events) for (const listener of listeners) listener.hear(event);
  }

  #contract(channel: string): AnyContract {
    const kind = this.#kinds.get(kindOf(channel));
    if (!kind) throw new AtriumError({ kind: 'not-found' });
    return kind.contract;
  }

  async #query(asked: { readonly identity: Identity; readonly connection: string; readonly channel: string; readonly name: string; readonly input: unknown }): Promise<{ readonly at: Position; readonly reply: unknown }> {
    const { identity, channel, name, input } = asked;
    const kind = this.#kinds.get(kindOf(channel));
    const query = kind && Object.hasOwn(kind.queries, name) ? kind.queries[name] : undefined;
    if (!kind || !query) throw new AtriumError({ kind: kind ? 'unknown-name' : 'not-found' });
    const { viewer } = this.#edges.get(channel)?.viewerOf(asked.connection) ?? (await this.#viewer(channel, identity));
    return this.#store.transact(async (read, head) => {
      const at = await head(channel);
      const reply = await query(read, input as never, { id: idOf(channel), viewer, identity, now: this.#clock.now() } as never);
      return { at, reply: parse(kind.contract.queries[name]!.reply, reply, 'internal') };
    });
  }

  #viewer(channel: string, identity: Identity): Promise<{ readonly viewer: unknown }> {
    return new Promise((resolve, reject) => {
      this.#ask({ t: 'admit', channel, identity, connection: '', clients: [], interest: 'none' }, ({ value, error }) => {
        if (error || !value) reject(new AtriumError(error ?? { kind: 'not-found' }));
        else resolve(value as Admitted);
      });
    });
  }

  // — effects —

  async #effect({ channel, term, offset, index, target, name, body }: DueEffect): Promise<unknown> {
    const exchange = this.#contract(target).commands[name];
    if (!exchange) throw new AtriumError({ kind: 'unknown-name' });
    const identity: Identity = { id: `channel:${channel}`, name: channel, role: 'channel' };
    return this.#act({ identity, channel: target, name, input: parse(exchange.input, JSON.parse(body)), received: { channel, term, offset, index } });
  }

  async #job({ channel, term, offset, index, name, body }: DueEffect): Promise<void> {
    if (!this.#jobs) throw new Error(`Nobody carries out the job '${name}'.`);
    await this.#jobs({ name, input: JSON.parse(body), key: { channel, term, offset, index } });
  }

  // — the end —

  /** Lets nobody in any more and tells those who are here to come back, spread over `withinMs`. */
  async drain({ withinMs }: { readonly withinMs: number }): Promise<void> {
    this.#draining = new AtriumError({ kind: 'overloaded', message: 'The server is going away for a moment. It will be tried again.', retryAfterMs: withinMs }).toWire();
    const connections = [...this.#connections.values()];
    for (const [index, connection] of connections.entries()) connection.say({ t: 'drain', afterMs: Math.round((withinMs * (index + 1)) / connections.length) });
    this.#flush();
    for (const connection of connections) connection.close(CLOSE.restart, 'restart');
  }

  async close(): Promise<void> {
    this.#draining ??= new AtriumError({ kind: 'overloaded' }).toWire();
    this.#effects.stop();
    this.#asks.stop();
    this.#heartbeat.stop();
    this.#stopBeacons?.();
    for (const connection of this.#connections.values()) connection.close(CLOSE.goingAway, 'going away');
    await this.#bus.close();
  }

  /** Figures for metrics: gauges, and counts since the start. */
  stats(): Readonly<Record<string, number>> {
    let subscribers = 0;
    for (const edge of this.#edges.values()) subscribers += edge.size;
    return { connections: this.#connections.size, channels: this.#owners.size, subscribers, ...this.#counts.all() };
  }
}

/** The app itself. */
export const SYSTEM: Identity = { id: 'system', name: 'Atrium', role: 'system' };

export const createHub = (options: HubOptions): Hub => new Hub(options);
