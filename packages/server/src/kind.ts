import type {
  AnyContract,
  CommandInput,
  CommandName,
  CommandReply,
  DraftOf,
  EventOf,
  QueryInput,
  QueryName,
  QueryReply,
  StateData,
  StateName,
  ViewOf,
} from '@atrium/protocol';
import type { Migration, Read, Row, Sql } from './ports/store.ts';

/** Who a connection speaks for, as the handshake established it; serialisable. */
export interface Identity {
  /** A person's or bot's id; `system` for the app; `channel:<address>` for an effect. */
  readonly id: string;
  readonly name: string;
  /** The workspace role that the app's `rights` understands. */
  readonly role: string;
  /** What can be revoked: closing a session closes its connections. */
  readonly session?: string | undefined;
}
export const isChannelIdentity = (identity: Identity): boolean => identity.id.startsWith('channel:');
/** The app itself, and effects: they act for a rule, not for a person, and are let in everywhere; `decide` sees who they are. */
export const isInternal = (identity: Identity): boolean => identity.id === 'system' || isChannelIdentity(identity);

/** May somebody with this role do that? The one pure function that the app hands to every kind. */
export type Rights = (role: string, action: string) => boolean;

export interface DecideContext {
  readonly identity: Identity;
  /** The channel's id, the part after the slash. */
  readonly id: string;
  /** Milliseconds since the epoch, by the hub's clock: put it into the event if it matters. */
  readonly now: number;
  readonly rights: Rights;
  /** The command's client (its tag in this channel) and number; absent for the app and effects. */
  readonly by?: readonly [tag: number, n: number] | undefined;
  /** What the statements of `load` found, one list of rows a statement. */
  readonly rows: readonly (readonly Row[])[];
  /** Random bits for ids and seeds: what comes of it must stand in the event. 32 hexadecimal digits. */
  readonly seed: string;
}

/** An event that a decision brings about. */
export type Draft<C extends AnyContract> = DraftOf<C['events']> & {
  /** Who may see it, where that is not everyone: read by `visible` alone. JSON. */
  readonly audience?: unknown;
};

/** `decide`'s outcome: events and a reply, or a refusal with a kind's own code. */
export type Decision<C extends AnyContract, N extends CommandName<C>> =
  | { readonly events: readonly Draft<C>[]; readonly reply: CommandReply<C, N>; readonly redacts?: readonly number[] }
  | Refusal;
export interface Refusal {
  readonly refuse: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}
export const refuse = (code: string, message: string): Refusal => ({ refuse: code, message });

/** What an event asks for outside its channel, exactly once inside Atrium, at least once outside. */
export type Effect =
  /** A command to a channel, now or at a time; decided under the identity `channel:<this>`. */
  | { readonly to: string; readonly name: string; readonly input: unknown; readonly at?: number; readonly timer?: string }
  /** A job for the app: push, mail, webhook. */
  | { readonly job: string; readonly input: unknown; readonly at?: number; readonly timer?: string }
  /** Calls off the timed effect of that name. */
  | { readonly cancel: string };

/** An event with its place, as folds and projections get it. */
export type Recorded<C extends AnyContract> = EventOf<C['events']> & { readonly audience?: unknown };

export interface ReadContext<Viewer> {
  readonly id: string;
  readonly viewer: Viewer;
  readonly identity: Identity;
  readonly now: number;
}

/** A kind's countable events, for unread: what a watcher learns without seeing them. */
export interface Countable {
  /** The last ordinal given out. */
  readonly last: number;
  /** Ordinals deleted among the last 100. */
  readonly deleted: readonly number[];
}

/** What stands under a key of the state lane. */
export interface Standing<T = unknown> {
  readonly value: T;
  /** Who may see it, where that is not everyone: read by `visible`, by the name of the lane, alone. JSON. */
  readonly audience?: unknown;
}

/** One name of the state lane, derived from the decision state: the newest value per key, conflated for whoever is slow. */
export interface StateDefinition<T, State, Event> {
  /** The keys that this event set or removed. `state` has the event in it. */
  readonly touched: (event: Event, state: State) => readonly string[];
  /** Every key under which something stands. */
  readonly keys: (state: State) => Iterable<string>;
  /** What stands under a key; undefined: nothing. Pure. */
  readonly at: (state: State, key: string) => Standing<T> | undefined;
}

/** How far back a channel's log is kept, at least; what is older may go once a checkpoint covers it. A client that is behind it gets a snapshot. */
export interface Retention {
  /** Milliseconds. */
  readonly ms: number;
  /** Events, however old. */
  readonly events: number;
}

/** Somebody's signal, as a live world hears it. Where the contract says `keep`, `data` is a list, and `seq` the number of its last. */
export interface LiveSignal {
  readonly name: string;
  readonly who: string;
  readonly connection: string;
  readonly data: unknown;
  readonly seq?: number | undefined;
}

export interface LiveContext<State> {
  /** The channel's id, the part after the slash. */
  readonly id: string;
  /** The decision state as it stands, which it must not change; undefined while it is being loaded. */
  readonly state: () => State | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly random: () => string;
  /** Who is here, those included who vanished less than 15 s ago. */
  readonly here: () => ReadonlySet<string>;
  /** A signal of the channel's own to everybody here: at most once, and dropped first. */
  readonly tell: (name: string, data: unknown) => void;
  /** A command to this channel, decided in its turn under the identity `channel:<this>`. It may be lost with the process. */
  readonly command: (name: string, input: unknown) => void;
}

export interface LiveWorld {
  /** True: it has taken the signal, and the others are not told. */
  readonly heard: (signal: LiveSignal) => boolean;
  /** One step of fixed length. */
  readonly step: () => void;
}

/**
 * What moves by itself in a channel, such as a game: a world in the owner's memory, from the first who comes until some seconds after the last
 * has gone. Nothing of it is stored but what it commands.
 */
export interface LiveDefinition<State> {
  /** Steps a second. */
  readonly hz: number;
  /** Whether there is one, by the decision state. Default: always. */
  readonly wanted?: (state: State) => boolean;
  readonly open: (context: LiveContext<State>) => LiveWorld;
}

export interface KindDefinition<C extends AnyContract, State, Viewer> {
  readonly contract: C;
  /** The kind's own tables. Migration names start with the kind's name. */
  readonly migrations?: readonly Migration[];
  readonly initial: (id: string) => State;
  /** Folds the decision state: owner only, bounded, deterministic; it may change it in place. `data` is null when it was redacted. */
  readonly evolve: (state: State, event: Recorded<C>) => State;
  /** Pure: events or a refusal. */
  readonly decide: { readonly [N in CommandName<C>]: (state: State, input: CommandInput<C, N>, context: DecideContext) => Decision<C, N> };
  /** What a decision needs beyond the state: such a command waits until nothing of its channel is uncommitted. Rows of its own channel only. */
  readonly load?: { readonly [N in CommandName<C>]?: (input: CommandInput<C, N>, context: Pick<DecideContext, 'id' | 'identity'>) => readonly Sql[] };
  readonly queries: { readonly [N in QueryName<C>]: (read: Read, input: QueryInput<C, N>, context: ReadContext<Viewer>) => Promise<QueryReply<C, N>> };
  /** The small serialisable fact that says what this identity may see; undefined: nothing, and the channel is not there for them. */
  readonly viewer: (state: State, identity: Identity) => Viewer | undefined;
  /** Names of the events after which somebody's viewer may be another. Default: any event, which costs a look at every subscriber for each. */
  readonly viewerEvents?: readonly (keyof C['events'] & string)[];
  /** Commands for which somebody without a viewer is let in, such as the one that brings the channel about. `decide` answers for them. */
  readonly openTo?: readonly CommandName<C>[];
  /** Reads the event's audience and the viewer only. Default: everyone with a viewer sees everything. */
  readonly visible?: (event: { readonly name: string; readonly audience: unknown }, viewer: Viewer) => boolean;
  /** Builds a view from the kind's own rows, in one read transaction; those whose viewers are equal share it. */
  readonly open?: (read: Read, context: Omit<ReadContext<Viewer>, 'identity'>) => Promise<ViewOf<C>>;
  /** Instead of `open`, for a kind without rows: shows a view of the decision state, which it must not keep or change. */
  readonly show?: (state: State, viewer: Viewer) => ViewOf<C>;
  /** The kind's own rows of one event, in the event's transaction. */
  readonly project?: (event: Recorded<C>, context: { readonly id: string }) => readonly Sql[];
  /** The state lane, by the contract's names. */
  readonly state?: { readonly [N in StateName<C>]: StateDefinition<StateData<C, N>, State, Recorded<C>> };
  /** Default: the log is kept for ever. */
  readonly retention?: Retention;
  /** Moves when the shape of the decision state does: checkpoints of another version are not used. Default 1. */
  readonly stateVersion?: number;
  /** Brings an older checkpoint's state to the present shape: for kinds with a retention, whose log does not reach back to the beginning. */
  readonly upgrade?: (state: unknown, version: number) => State;
  readonly react?: (event: Recorded<C>, context: { readonly id: string; readonly state: State }) => readonly Effect[];
  readonly live?: LiveDefinition<State>;
  readonly countable?: (state: State) => Countable;
  /** Steps that bring an older version's event to the present one. */
  readonly upcast?: (event: { readonly name: string; readonly data: unknown; readonly version: number }) => { readonly name: string; readonly data: unknown };
}

/**
 * A kind that the hub can run. What is inside stays typed; the hub sees it as `AnyKind`.
 * @example
 * const counterKind = defineKind(counter, {
 *   initial: () => ({ total: 0 }),
 *   evolve: (state, event) => ({ total: state.total + (event.data?.by ?? 0) }),
 *   decide: { add: (state, { by }) => ({ events: [{ name: 'added', data: { by } }], reply: { total: state.total + by } }) },
 *   queries: {},
 *   viewer: () => ({}),
 *   show: (state) => ({ total: state.total }),
 * });
 */
export function defineKind<const C extends AnyContract, State, Viewer>(
  contract: C,
  definition: Omit<KindDefinition<C, State, Viewer>, 'contract'>,
): KindDefinition<C, State, Viewer> {
  if (!definition.open === !definition.show)
    throw new TypeError(`Kind '${contract.kind}': give either open, which reads rows, or show, which reads the state.`);
  return { contract, ...definition };
}

/** A kind as the hub runs it, its types forgotten at this one place. */
export interface AnyKind {
  readonly contract: AnyContract;
  readonly migrations?: readonly Migration[];
  readonly initial: (id: string) => unknown;
  readonly evolve: (state: never, event: never) => unknown;
  readonly decide: Readonly<Record<string, (state: never, input: never, context: DecideContext) => unknown>>;
  readonly load?: Readonly<Record<string, ((input: never, context: Pick<DecideContext, 'id' | 'identity'>) => readonly Sql[]) | undefined>>;
  readonly queries: Readonly<Record<string, (read: Read, input: never, context: never) => Promise<unknown>>>;
  readonly viewer: (state: never, identity: Identity) => unknown;
  readonly viewerEvents?: readonly string[];
  readonly openTo?: readonly string[];
  readonly visible?: (event: { readonly name: string; readonly audience: unknown }, viewer: never) => boolean;
  readonly open?: (read: Read, context: never) => Promise<unknown>;
  readonly show?: (state: never, viewer: never) => unknown;
  readonly project?: (event: never, context: { readonly id: string }) => readonly Sql[];
  readonly state?: Readonly<Record<string, StateDefinition<unknown, never, never>>>;
  readonly retention?: Retention;
  readonly stateVersion?: number;
  readonly upgrade?: (state: unknown, version: number) => unknown;
  readonly react?: (event: never, context: never) => readonly Effect[];
  readonly live?: LiveDefinition<never>;
  readonly countable?: (state: never) => Countable;
  readonly upcast?: (event: { readonly name: string; readonly data: unknown; readonly version: number }) => { readonly name: string; readonly data: unknown };
}
