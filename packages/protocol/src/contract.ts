import type { AnySchema, Infer, Schema } from './standard-schema.ts';
import { checked } from './validate.ts';

/** A command or a query: what is asked, and what is answered. */
export interface Exchange {
  readonly input: AnySchema;
  readonly reply: AnySchema;
}

/** What travels on the signal lane: at most once, newest per key. */
export interface SignalShape {
  readonly data: AnySchema;
  /** Newer signals of the same sender and key replace older ones. Default: one key per sender. */
  readonly key?: (data: never) => string;
  /** Milliseconds after which a receiver forgets it. */
  readonly ttlMs: number;
  /**
   * Inputs of a game: this many of the last are carried by each message, so that one that was dropped comes with the next. A receiver is told
   * each once, in order. Default 1: the newest alone.
   */
  readonly keep?: number;
}

export interface Shape {
  readonly commands: Readonly<Record<string, Exchange>>;
  readonly queries: Readonly<Record<string, Exchange>>;
  readonly events: Readonly<Record<string, AnySchema>>;
  readonly signals: Readonly<Record<string, SignalShape>>;
  /** The state lane: per name, what stands under a key. Newest value per key, conflated for whoever is slow. */
  readonly state: Readonly<Record<string, AnySchema>>;
  readonly presence: AnySchema;
  readonly view: AnySchema;
}

/** Who did it and when, as the owner of the channel wrote it down. */
export interface Meta {
  readonly offset: number;
  /** Milliseconds since the epoch, by the hub's clock. */
  readonly at: number;
  /** The command it came from: the tag that the owner gave to one (client, channel), and n. Equal for all recipients. */
  readonly by?: readonly [tag: number, n: number] | undefined;
}

/** An event of a channel. A redacted one has kept its offset, name and time, and lost its data. */
export type EventOf<E extends Shape['events']> = { [N in keyof E & string]: Meta & { readonly name: N; readonly data: Infer<E[N]> | null } }[keyof E & string];
/** An event before it has its place. */
export type DraftOf<E extends Shape['events']> = { [N in keyof E & string]: { readonly name: N; readonly data: Infer<E[N]> } }[keyof E & string];

/** What `predict` may know: who asks, when by the hub's clock, and the command's number, for ids of things that are not there yet. */
export interface PredictContext {
  readonly identity: string;
  readonly now: number;
  readonly tag: number;
  readonly n: number;
}

export interface Contract<S extends Shape = Shape> extends Shape {
  readonly kind: string;
  /** Moves with every change of the schemas; a client of another version is told to reload. */
  readonly version: number;
  readonly commands: S['commands'];
  readonly queries: S['queries'];
  readonly events: S['events'];
  readonly signals: S['signals'];
  readonly state: S['state'];
  readonly presence: S['presence'];
  readonly view: S['view'];
  /** Folds an event into what one viewer sees: pure, immutable; the same code live, after a resume, and optimistically. */
  readonly apply?: (view: Infer<S['view']>, event: EventOf<S['events']>) => Infer<S['view']>;
  /** The events that a client shows until the answer is there. */
  readonly predict?: {
    readonly [C in keyof S['commands']]?: (
      view: Infer<S['view']>,
      input: Infer<S['commands'][C]['input']>,
      context: PredictContext,
    ) => readonly DraftOf<S['events']>[];
  };
}

// `never` in the functions' parameters makes every contract assignable to this one.
export interface AnyContract extends Shape {
  readonly kind: string;
  readonly version: number;
  readonly apply?: (view: never, event: never) => unknown;
  readonly predict?: Readonly<
    Record<string, ((view: never, input: never, context: PredictContext) => readonly { readonly name: string; readonly data: unknown }[]) | undefined>
  >;
}

export type CommandName<C extends AnyContract> = keyof C['commands'] & string;
export type QueryName<C extends AnyContract> = keyof C['queries'] & string;
export type EventName<C extends AnyContract> = keyof C['events'] & string;
export type SignalName<C extends AnyContract> = keyof C['signals'] & string;
export type StateName<C extends AnyContract> = keyof C['state'] & string;
export type CommandInput<C extends AnyContract, N extends CommandName<C>> = Infer<C['commands'][N]['input']>;
export type CommandReply<C extends AnyContract, N extends CommandName<C>> = Infer<C['commands'][N]['reply']>;
export type QueryInput<C extends AnyContract, N extends QueryName<C>> = Infer<C['queries'][N]['input']>;
export type QueryReply<C extends AnyContract, N extends QueryName<C>> = Infer<C['queries'][N]['reply']>;
export type EventData<C extends AnyContract, N extends EventName<C>> = Infer<C['events'][N]>;
export type SignalData<C extends AnyContract, N extends SignalName<C>> = Infer<C['signals'][N]['data']>;
export type StateData<C extends AnyContract, N extends StateName<C>> = Infer<C['state'][N]>;
export type PresenceOf<C extends AnyContract> = Infer<C['presence']>;
export type ViewOf<C extends AnyContract> = Infer<C['view']>;

/**
 * Names every message of one kind of channel, once: types, validation and errors on both ends follow from it.
 * Schemas are of any validator that implements Standard Schema, synchronous and idempotent.
 *
 * @throws TypeError when a name is not usable or a schema is not a synchronous Standard Schema.
 * @example
 * const counter = defineChannel('counter', {
 *   commands: { add: { input: v.object({ by: v.number() }), reply: v.object({ total: v.number() }) } },
 *   events: { added: v.object({ by: v.number() }) },
 *   view: v.object({ total: v.number() }),
 *   apply: (view, event) => ({ total: view.total + (event.data?.by ?? 0) }),
 * });
 */
export function defineChannel<
  const K extends string,
  C extends Shape['commands'],
  E extends Shape['events'],
  V extends AnySchema,
  Q extends Shape['queries'] = Record<never, never>,
  G extends Shape['signals'] = Record<never, never>,
  S extends Shape['state'] = Record<never, never>,
  P extends AnySchema = typeof nothing,
>(
  kind: K,
  shape: {
    readonly version?: number;
    readonly commands: C;
    readonly queries?: Q;
    readonly events: E;
    readonly signals?: G;
    /** Default: nothing beyond being there. */
    readonly presence?: P;
    readonly view: V;
    /** Per name, the schema of what stands under a key: prices, positions, a board's things. Keys are any text up to 256 characters. */
    readonly state?: S;
    readonly apply?: (view: Infer<V>, event: EventOf<E>) => Infer<V>;
    readonly predict?: { readonly [N in keyof C]?: (view: Infer<V>, input: Infer<C[N]['input']>, context: PredictContext) => readonly DraftOf<E>[] };
  },
): Contract<{ commands: C; queries: Q; events: E; signals: G; state: S; presence: P; view: V }> & { readonly kind: K } {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(kind)) throw new TypeError(`'${kind}' is no name for a kind: use lower-case letters, digits and hyphens.`);
  const { queries = {} as Q, signals = {} as G, state = {} as S, presence = nothing as AnySchema as P } = shape;
  const contract = { version: 1, ...shape, kind, queries, signals, state, presence };
  for (const [, schema] of schemasWithPaths(contract)) checked(schema);
  return contract;
}

/** Accepts an object without fields. */
const nothing: Schema<object, Record<never, never>> = {
  '~standard': {
    version: 1,
    vendor: 'atrium',
    validate: (value) =>
      typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? { value: {} } : { issues: [{ message: 'nothing is expected here' }] },
  },
};

/** Every schema of a contract with its path, in a fixed order. */
export function* schemasWithPaths(shape: Shape): Generator<readonly [path: string, schema: AnySchema]> {
  for (const [name, { input, reply }] of Object.entries(shape.commands))
    yield* [[`commands.${name}.input`, input] as const, [`commands.${name}.reply`, reply] as const];
  for (const [name, { input, reply }] of Object.entries(shape.queries))
    yield* [[`queries.${name}.input`, input] as const, [`queries.${name}.reply`, reply] as const];
  for (const [name, schema] of Object.entries(shape.events)) yield [`events.${name}`, schema];
  for (const [name, { data }] of Object.entries(shape.signals)) yield [`signals.${name}`, data];
  for (const [name, schema] of Object.entries(shape.state)) yield [`state.${name}`, schema];
  yield ['presence', shape.presence];
  yield ['view', shape.view];
}
