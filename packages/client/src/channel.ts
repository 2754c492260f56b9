import {
  parse,
  type AnyContract,
  type AtriumError,
  type ChannelAddress,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type EventData,
  type EventName,
  type EventOf,
  type Meta,
  type Position,
  type PresenceOf,
  type QueryInput,
  type QueryName,
  type QueryReply,
  type SignalData,
  type SignalName,
  type StateData,
  type StateName,
  type ViewOf,
} from '@atrium/protocol';
import type { Holder } from './channels.ts';
import { Emitter } from './emitter.ts';
import type { FoldedEvent } from './fold.ts';
import type { Pending } from './pending.ts';
import type { PresenceMap } from './presence.ts';
import type { Answered } from './queries.ts';
import { NOT_HELD, type ChannelState } from './look.ts';
import type { Outcome } from './replica.ts';
import type { Received } from './signals.ts';
import type { House } from './house.ts';

export interface EmitOptions {
  /** A final refusal leaves it among `pending`, with `failed`, until it is discarded or tried again: what a person wrote is never lost. */
  readonly keep?: boolean;
}

/** Where a signal came from. */
export interface Source {
  readonly who: string;
  readonly device: string;
}

/** What a listener is told, by the name it listens to: an event of the contract, `*` for every event, `joined` and `refused` for the channel itself. */
export type ChannelListener<C extends AnyContract, N extends ListenName<C>> =
  N extends EventName<C>
    ? (data: EventData<C, N>, meta: Meta) => void
    : N extends '*'
      ? (event: EventOf<C['events']>) => void
      : N extends 'joined'
        ? (how: { readonly outcome: Outcome }) => void
        : (error: AtriumError) => void;
export type ListenName<C extends AnyContract> = EventName<C> | '*' | 'joined' | 'refused';

/** What `useChannel` draws from. */
export interface ChannelLook<C extends AnyContract> {
  readonly view: ViewOf<C> | undefined;
  readonly pending: readonly Pending[];
  readonly presence: PresenceMap<PresenceOf<C>>;
  /** People who are here: more than `presence` lists, in a crowd. */
  readonly count: number;
  readonly state: ChannelState;
  /** Why it is not for this identity, in state `refused`. */
  readonly refusal: AtriumError | undefined;
}

const NO_SIGNALS: readonly Received[] = [];
const NOTHING_STANDS: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * A handle of one channel. It keeps the channel joined between `join()` and `leave()`; several handles share one copy.
 * @example
 * const general = await client.join(chat, 'general');
 * general.on('posted', (message) => console.log(message.text));
 * await general.emit('post', { text: 'hello' });
 */
export class Channel<C extends AnyContract> {
  readonly contract: C;
  readonly id: string;
  readonly address: ChannelAddress;
  readonly #house: House;
  readonly #emitter = new Emitter();
  readonly #signals = new Emitter();
  readonly #states = new Emitter();
  readonly #subscribers = new Set<() => void>();
  readonly #holder: Holder;
  #held = false;

  constructor(house: House, contract: C, id: string) {
    this.#house = house;
    this.contract = contract;
    this.id = id;
    this.address = `${contract.kind}/${id}`;
    this.#holder = {
      changed: () => {
        for (const listener of [...this.#subscribers]) listener();
      },
      applied: (event) => this.#applied(event),
      signalled: (name, { data, who, device }) => this.#signals.tell(name, data, { who, device }),
      stood: (name, key, value) => this.#states.tell(name, key, value),
      joined: (outcome) => this.#ownEvent('joined', { outcome }),
      refused: (error) => this.#ownEvent('refused', error),
    };
  }

  /** Joins, and again on every connection, until `leave()`. */
  join(): this {
    if (!this.#held) this.#house.channels.hold(this.contract, this.address, this.#holder);
    this.#held = true;
    return this;
  }

  leave(): void {
    if (this.#held) this.#house.channels.release(this.address, this.#holder);
    this.#held = false;
  }

  /** The confirmed view with what pending commands will do; undefined before the first snapshot. The same object while nothing changes. */
  get view(): ViewOf<C> | undefined {
    return this.look.view;
  }

  /** Without what is pending. */
  get confirmed(): ViewOf<C> | undefined {
    // It was parsed by this contract's schema.
    return this.#house.channels.find(this.address)?.confirmed as ViewOf<C> | undefined;
  }

  get position(): Position | undefined {
    return this.#house.channels.find(this.address)?.position;
  }

  get presence(): PresenceMap<PresenceOf<C>> {
    return this.look.presence;
  }

  get count(): number {
    return this.look.count;
  }

  get pending(): readonly Pending[] {
    return this.look.pending;
  }

  get state(): ChannelState {
    return this.look.state;
  }

  /** Why it is not for this identity, in state `refused`. */
  get refusal(): AtriumError | undefined {
    return this.look.refusal;
  }

  /** All that is drawn, as one object that is the same while nothing changes. */
  get look(): ChannelLook<C> {
    // What is in it was parsed by this contract's schemas.
    return (this.#house.channels.find(this.address)?.look ?? NOT_HELD) as ChannelLook<C>;
  }

  /** Senders of a signal that is still in force; the same list while nothing changes. */
  signals<N extends SignalName<C>>(name: N): readonly (Source & { readonly data: SignalData<C, N> })[] {
    const found = this.#house.channels.find(this.address)?.signals.of(name) ?? NO_SIGNALS;
    return found as readonly (Source & { readonly data: SignalData<C, N> })[];
  }

  /** What stands under each key of the state lane; the same map while nothing under the name changes. */
  stateOf<N extends StateName<C>>(name: N): ReadonlyMap<string, StateData<C, N>> {
    return (this.#house.channels.find(this.address)?.standing.of(name) ?? NOTHING_STANDS) as ReadonlyMap<string, StateData<C, N>>;
  }

  /** Called for every key that was set, and with undefined for one that went. What lay between may have been left out. */
  onState<N extends StateName<C>>(name: N, listener: (key: string, value: StateData<C, N> | undefined) => void): () => void {
    return this.#states.on(name, listener);
  }

  /** Called, once per turn, when view, pending, presence, signals or state have changed. The answer takes it off. */
  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => void this.#subscribers.delete(listener);
  }

  /** Redacted events are told to `*` alone: they have no data. The answer takes the listener off. */
  on<N extends ListenName<C>>(name: N, listener: ChannelListener<C, N>): () => void {
    return this.#emitter.on(name, listener);
  }

  once<N extends ListenName<C>>(name: N, listener: ChannelListener<C, N>): () => void {
    const off = this.#emitter.on(name, (...told: never[]) => {
      off();
      (listener as (...told: never[]) => void)(...told);
    });
    return off;
  }

  off<N extends ListenName<C>>(name: N, listener: ChannelListener<C, N>): void {
    this.#emitter.off(name, listener);
  }

  onSignal<N extends SignalName<C>>(name: N, listener: (data: SignalData<C, N>, source: Source) => void): () => void {
    return this.#signals.on(name, listener);
  }

  /**
   * Asks something of the channel. Resolves with the reply when it is on disk and shown here; it is sent again until it is answered.
   * @throws AtriumError when it was refused, or does not fit the contract; Adopted when another window took it over.
   */
  emit<N extends CommandName<C>>(name: N, input: CommandInput<C, N>, options?: EmitOptions): Promise<CommandReply<C, N>> {
    return this.#house.emit(this.contract, this.address, { name, input, ...options });
  }

  /** @throws AtriumError when it was refused. */
  query<N extends QueryName<C>>(name: N, input: QueryInput<C, N>): Promise<Answered<QueryReply<C, N>>> {
    return this.#house.query(this.contract, this.address, { name, input });
  }

  /** Ephemeral: not sent when there is no connection. @throws AtriumError `bad-input`. */
  signal<N extends SignalName<C>>(name: N, data: SignalData<C, N>): void {
    this.#house.signal(this.contract, this.address, { name, data });
  }

  /** What this device shows of itself here, until it leaves. @throws AtriumError `bad-input`. */
  present(data: PresenceOf<C>): void {
    this.#house.channels.present(this.address, parse(this.contract.presence, data));
  }

  #applied(event: FoldedEvent): void {
    const { name, data, offset, at, by } = event;
    if (data !== null) this.#emitter.tell(name, data, { offset, at, ...(by && { by }) });
    this.#emitter.tell('*', event);
  }

  // A contract's own event of that name goes before.
  #ownEvent(name: string, told: unknown): void {
    if (!Object.hasOwn(this.contract.events, name)) this.#emitter.tell(name, told);
  }
}
