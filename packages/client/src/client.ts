import {
  AtriumError,
  parse,
  type AnyContract,
  type ChannelAddress,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type FromHub,
  type QueryInput,
  type QueryName,
  type QueryReply,
} from '@atrium/protocol';
import { Channel, type EmitOptions } from './channel.ts';
import { Channels } from './channels.ts';
import type { Connection } from './connection.ts';
import { Connector } from './connector.ts';
import { Emitter } from './emitter.ts';
import { Closed } from './errors.ts';
import { Heads, type Head } from './heads.ts';
import type { House } from './house.ts';
import { clientLimits } from './limits.ts';
import { TAKEN_OVER_MS, type Outbox } from './outbox/outbox.ts';
import { People } from './people.ts';
import { Queries, type Answered } from './queries.ts';
import { Senders } from './senders.ts';
import type { Self, Status } from './status.ts';
import type { Surroundings } from './surroundings.ts';
import { errorFrom } from './verdict.ts';

interface ClientListeners {
  status: (status: Status) => void;
  /** The hub could not take something this client said, or the outbox could not be written. Nothing else was harmed. */
  fault: (error: Error) => void;
  heads: (heads: ReadonlyMap<ChannelAddress, Head>) => void;
  people: (here: ReadonlySet<string>) => void;
}

/** One running client: its connection, its outbox, and the channels it holds. Made by `connect`. */
export class Client {
  readonly #surroundings: Surroundings;
  readonly #outbox: Outbox;
  readonly #emitter = new Emitter();
  readonly #senders: Senders;
  readonly #channels: Channels;
  readonly #queries: Queries;
  readonly #heads: Heads;
  readonly #people = new People(() => this.#emitter.tell('people', this.here));
  readonly #connector: Connector;
  readonly #house: House;
  #connection: Connection | undefined;
  #skewMs = 0;
  #ignored = 0;
  #headsTouched = false;
  #stopListening: () => void;
  #callOffAdopting: () => void = () => {};

  constructor(
    url: string,
    { surroundings, outbox, identity }: { readonly surroundings: Surroundings; readonly outbox: Outbox; readonly identity?: string | undefined },
  ) {
    this.#surroundings = surroundings;
    this.#outbox = outbox;
    this.#channels = new Channels({ surroundings, senders: () => this.#senders, identity: () => this.identity?.id ?? identity ?? '' });
    this.#senders = new Senders({
      outbox,
      surroundings,
      identity,
      now: () => this.now(),
      shownUpTo: (channel) => this.#channels.shownUpTo(channel),
      changed: (channel) => this.#channels.pendingChanged(channel),
      trouble: (error) => this.#emitter.tell('fault', error),
      lost: () => this.#connector.drop(),
    });
    this.#queries = new Queries(surroundings);
    this.#heads = new Heads(() => this.#headsChanged());
    this.#house = {
      channels: this.#channels,
      emit: (contract, address, command) => this.#emit(contract, address, command),
      query: (contract, address, query) => this.#query(contract, address, query),
      signal: (contract, address, signal) => this.#signal(contract, address, signal),
    };
    this.#stopListening = surroundings.listen((happening) => {
      if (happening === 'leaving') this.#leave();
    });
    this.#connector = new Connector({
      url,
      surroundings,
      listener: {
        status: (status) => this.#became(status),
        welcomed: (welcome, connection) => this.#open(welcome, connection),
        received: (messages) => this.#received(messages),
        ignored: (count) => void (this.#ignored += count),
        dropped: () => this.#cut(),
        superseded: () => this.#senders.superseded(),
      },
    });
  }

  get status(): Status {
    return this.#connector.status;
  }

  /** Who the last handshake said one is. */
  get identity(): Self | undefined {
    return this.#connector.status.identity;
  }

  /** The hub's clock as estimated, in ms since the epoch. */
  now(): number {
    return this.#surroundings.clock.now() + this.#skewMs;
  }

  /** Messages of the hub that this client did not know or could not use. */
  get ignored(): number {
    return this.#ignored;
  }

  on<N extends keyof ClientListeners>(name: N, listener: ClientListeners[N]): () => void {
    return this.#emitter.on(name, listener);
  }

  /** A handle that joins at once and keeps the channel joined until it leaves. */
  channel<C extends AnyContract>(contract: C, id: string): Channel<C> {
    return this.reach(contract, id).join();
  }

  /** A handle that does not join: it shows the channel while another handle does, and can be told to `join()`. */
  reach<C extends AnyContract>(contract: C, id: string): Channel<C> {
    return new Channel(this.#house, contract, id);
  }

  /**
   * A handle whose view is there.
   * @throws AtriumError when the channel is not for this identity, or not there.
   */
  async join<C extends AnyContract>(contract: C, id: string): Promise<Channel<C>> {
    const channel = this.channel(contract, id);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      const { state, view, refusal } = channel;
      if (refusal) reject(refusal);
      if (state !== 'stale' && state !== 'live') return;
      if (view !== undefined) resolve();
      else reject(new AtriumError({ kind: 'bad-message', message: 'This client is too old to show it. Reload.' }));
    };
    // Not by name: a contract may have events of these names.
    const offs = [channel.subscribe(look)];
    offs.push(
      this.on('status', (status) => {
        const error = endOf(status);
        if (error) reject(error);
      }),
    );
    look();
    try {
      await promise;
      return channel;
    } catch (error) {
      channel.leave();
      throw error;
    } finally {
      for (const off of offs) off();
    }
  }

  /** A command to a channel that need not be joined. */
  emit<C extends AnyContract, N extends CommandName<C>>(
    contract: C,
    id: string,
    name: N,
    input: CommandInput<C, N>,
    options?: EmitOptions,
  ): Promise<CommandReply<C, N>> {
    return this.#emit(contract, `${contract.kind}/${id}`, { name, input, ...options });
  }

  query<C extends AnyContract, N extends QueryName<C>>(contract: C, id: string, name: N, input: QueryInput<C, N>): Promise<Answered<QueryReply<C, N>>> {
    return this.#query(contract, `${contract.kind}/${id}`, { name, input });
  }

  /** Hear of these channels' heads; the list replaces the one before. @throws AtriumError `too-many`. */
  watch(channels: readonly ChannelAddress[]): void {
    this.#heads.watch(channels);
  }

  /** What was heard of the watched channels; the same map while nothing changes. */
  get heads(): ReadonlyMap<ChannelAddress, Head> {
    return this.#heads.all;
  }

  /** Whether these people are here at all, in whatever channel; the list replaces the one before. @throws AtriumError `too-many`. */
  people(who: readonly string[]): void {
    this.#people.ask(who);
  }

  /** Of the people asked for, those who are here; the same set while nothing changes. */
  get here(): ReadonlySet<string> {
    return this.#people.here;
  }

  /** Forgets a command that was finally refused and is still shown. `which`: its entry in `pending`, or its n. */
  discard(channel: { readonly address: ChannelAddress }, which: number | { readonly n: number; readonly client?: string }): void {
    this.#senders.discard(channel.address, which);
  }

  /** Gives a finally refused command again, as a new one, in its place's stead. Resolves with the reply as it came. */
  async retry(channel: { readonly address: ChannelAddress }, which: number | { readonly n: number; readonly client?: string }): Promise<unknown> {
    this.#assertGoing();
    const command = this.#senders.discard(channel.address, which);
    if (!command) return undefined;
    return this.#senders.give(command.channel, { name: command.name, input: command.input, keep: true }).reply;
  }

  /** Cuts the connection, as a network would, and stays off until `reconnect()`. What is given meanwhile waits. */
  disconnect(): void {
    this.#connector.disconnect();
  }

  /** Connects now, instead of waiting, and resumes. */
  reconnect(): void {
    this.#connector.reconnect();
  }

  /** Which channel the hub means by a number (`ch`) on this connection: for whoever reads its frames. */
  addressOf(ch: number): ChannelAddress | undefined {
    return this.#channels.addressOf(ch);
  }

  /** Ends it. What is unanswered stays in the outbox, if that is one that lasts. */
  async close(): Promise<void> {
    this.#connector.close();
    this.#stopListening();
    await this.#senders.release();
    await this.#outbox.close();
  }

  #open(welcome: Extract<FromHub, { t: 'welcome' }>, connection: Connection): void {
    this.#skewMs = welcome.now - this.#surroundings.clock.now();
    this.#connection = connection;
    const wire = {
      get frameBytes() {
        return connection.frameBytes;
      },
      send: connection.send.bind(connection),
      drop: () => connection.drop(),
    };
    // The order of the frame: who speaks, what is shown, what is watched, then commands and questions.
    const sendCommands = this.#senders.open(wire, welcome.identity.id);
    this.#channels.open(wire);
    this.#heads.open(wire);
    this.#people.open(wire);
    sendCommands();
    this.#queries.open(wire);
    this.#adopt();
  }

  #cut(): void {
    this.#connection = undefined;
    this.#callOffAdopting();
    this.#senders.cut();
    this.#channels.cut();
    this.#queries.cut();
    this.#heads.cut();
    this.#people.open(undefined);
  }

  // And again while it is open: another window may have died.
  #adopt(): void {
    this.#senders.adopt().catch((error: unknown) => this.#emitter.tell('fault', error));
    this.#callOffAdopting = this.#surroundings.clock.after(TAKEN_OVER_MS, () => this.#adopt());
  }

  // The page goes: the next one, or another window, takes over what is unanswered without waiting for a lease to run out.
  #leave(): void {
    this.#senders.superseded();
    this.#connector.drop();
  }

  #became(status: Status): void {
    const error = endOf(status);
    if (error) {
      this.#senders.giveUp(error);
      this.#queries.giveUp(error);
    }
    this.#emitter.tell('status', status);
  }

  #received(messages: readonly FromHub[]): void {
    for (const message of messages) {
      try {
        this.#take(message);
      } catch (error) {
        // A field deep inside was not what this client takes it for.
        this.#ignored += 1;
        this.#emitter.tell('fault', error);
      }
    }
  }

  #take(message: FromHub): void {
    switch (message.t) {
      case 'reply':
        return this.#senders.replied(message);
      case 'answer':
        return this.#queries.answered(message);
      case 'head':
        return this.#heads.head(message);
      case 'unwatched':
        return this.#heads.unwatched(message.channel);
      case 'people':
        return this.#people.take(message);
      case 'fault':
        return this.#emitter.tell('fault', errorFrom(message.error));
      case 'drain':
        return this.#connector.drain(message.afterMs);
      default:
        return this.#channels.received(message);
    }
  }

  #headsChanged(): void {
    if (this.#headsTouched) return;
    this.#headsTouched = true;
    queueMicrotask(() => {
      this.#headsTouched = false;
      this.#emitter.tell('heads', this.heads);
    });
  }

  #assertGoing(): void {
    const { state, error } = this.status;
    if (state === 'closed') throw new Closed();
    if (state === 'rejected') throw error ? new AtriumError(error) : new Closed();
  }

  async #emit<C extends AnyContract, N extends CommandName<C>>(
    contract: C,
    address: ChannelAddress,
    { name, input, keep = false }: { readonly name: N; readonly input: CommandInput<C, N>; readonly keep?: boolean },
  ): Promise<CommandReply<C, N>> {
    this.#assertGoing();
    const exchange = contract.commands[name] as C['commands'][N];
    const { reply } = this.#senders.give(address, { name, input: plain(parse(exchange.input, input)), keep });
    return parse(exchange.reply, await reply, 'bad-message') as CommandReply<C, N>;
  }

  async #query<C extends AnyContract, N extends QueryName<C>>(
    contract: C,
    address: ChannelAddress,
    { name, input }: { readonly name: N; readonly input: QueryInput<C, N> },
  ): Promise<Answered<QueryReply<C, N>>> {
    this.#assertGoing();
    const exchange = contract.queries[name] as C['queries'][N];
    const { reply, at } = await this.#queries.ask(address, { name, input: plain(parse(exchange.input, input)) });
    return { reply: parse(exchange.reply, reply, 'bad-message') as QueryReply<C, N>, at };
  }

  #signal(contract: AnyContract, address: ChannelAddress, { name, data }: { readonly name: string; readonly data: unknown }): void {
    const shape = contract.signals[name];
    if (!shape) throw new AtriumError({ kind: 'unknown-name', message: `The contract has no signal '${name}'.` });
    const fits = parse(shape.data, data);
    const replica = this.#channels.find(address);
    if (!this.#connection || replica?.state !== 'live') return;
    const sending = replica.keeping.sending(name, fits, shape.keep ?? 1);
    if (this.#connection.buffered <= clientLimits.signalBuffer) this.#connection.send({ t: 'signal', channel: address, name, ...sending });
  }
}

/** As it goes on the wire, and its own: whoever gave it may change theirs. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

/** Why nothing of this client is answered any more, once that is so. */
function endOf({ state, error }: Status): Error | undefined {
  if (state !== 'rejected' && state !== 'closed') return undefined;
  return error ? new AtriumError(error) : new Closed();
}
