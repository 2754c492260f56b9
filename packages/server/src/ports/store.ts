import type { Position } from '@atrium/protocol';

/**
 * Where logs live. Every method is asynchronous, so that no implementation needs the event loop's thread: SQLite runs in worker
 * threads, PostgreSQL in another process. One suite (testkit) says what any implementation must do.
 */
export interface Store {
  /**
   * Group commit: all batches in one transaction, each channel behind a savepoint of its own. Resolves when the transaction is on disk
   * (fsync). The outcomes are in the order of `batches`.
   * @throws UnknownOutcome when COMMIT itself failed: it may or may not be on disk, and the channels must be loaded again.
   */
  append(batches: readonly ChannelAppend[]): Promise<readonly AppendOutcome[]>;

  /** What an owner needs to take a channel: its head, and the effects it has received that are not acknowledged yet. A channel that has no events is at the beginning. */
  load(channel: string): Promise<LoadedChannel>;

  /**
   * Events after `after` in order, at most `limit.events` and about `limit.bytes` of bodies (at least one event), with the head as of the same
   * transaction. Where the log was trimmed beyond `after`, the first event is the oldest that there is.
   */
  read(channel: string, after: number, limit: { readonly events: number; readonly bytes: number }): Promise<LogPage>;

  /** Heads of many channels at once; the beginning for those without events. */
  heads(channels: readonly string[]): Promise<ReadonlyMap<string, Position>>;

  /** What is known of one client's commands in one channel, with the stored replies that are not settled. */
  client(key: ClientKey): Promise<ClientRow | undefined>;

  /**
   * Runs reads in one read-only transaction; it is ended after 1 s, because an open reader keeps the WAL growing. `head` tells a channel's
   * position as of the same transaction, which is what names the answer.
   */
  transact<T>(reads: (read: Read, head: (channel: string) => Promise<Position>) => Promise<T>): Promise<T>;

  /** The app's own rows, all statements in one transaction on disk when it resolves; the answer is how many rows each one changed. */
  write(statements: readonly Sql[]): Promise<readonly number[]>;

  /** Effects that are due at `now` (ms since the epoch), oldest first, and when the next one after them is due. */
  dueEffects(now: number, limit: number): Promise<{ readonly effects: readonly DueEffect[]; readonly nextDue: number | undefined }>;
  /** Forgets effects that were carried out, and puts off those that are to be tried again. */
  settleEffects(done: readonly EffectKey[], again: readonly { readonly key: EffectKey; readonly due: number }[]): Promise<void>;

  /**
   * Removes the events of a channel up to and including an offset, at most `limit` of them, never past its checkpoint; what is answered by id and
   * the kind's own rows stay. The answer is how many went.
   */
  trim(channel: string, upTo: number, limit: number): Promise<number>;

  /** Copies the whole database, while it is in use, into a new file. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

export type SqlValue = string | number | bigint | null | Uint8Array;
/** One statement with its parameters; write it with the `sql` tag. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}
export type Row = Readonly<Record<string, SqlValue>>;
export type Read = (query: Sql) => Promise<readonly Row[]>;

/** A step of the schema, run once, in order of `name` within its owner; never changed after it has landed. */
export interface Migration {
  /** `owner/0001-what`: owner is `engine`, `app` or the kind's name. */
  readonly name: string;
  readonly sql: string;
}

export interface NewEvent {
  readonly name: string;
  /** The version of the kind's contract that wrote it. */
  readonly version: number;
  readonly at: number;
  readonly by: readonly [tag: number, n: number] | null;
  /** JSON text of the audience; null means everyone who may see the channel. */
  readonly audience: string | null;
  /** JSON text of the data. */
  readonly body: string;
}
export interface StoredEvent extends Omit<NewEvent, 'body'> {
  readonly offset: number;
  readonly term: string;
  /** null when the event was redacted. */
  readonly body: string | null;
}
export interface LogPage {
  readonly events: readonly StoredEvent[];
  readonly head: Position;
}

export interface ClientKey {
  readonly identity: string;
  readonly client: string;
  readonly channel: string;
}
export interface ClientRow {
  readonly last: number;
  readonly settled: number;
  readonly tag: number;
  /** Unsettled replies, by n ascending. */
  readonly replies: readonly StoredReply[];
}
export interface StoredReply {
  readonly n: number;
  /** HMAC of the name and input, hex: the same id with another input is told apart. */
  readonly hmac: string;
  /** The position that the answer depends on. */
  readonly at: Position;
  /** JSON text of `{ reply }` or `{ error }`. */
  readonly body: string;
}

/** What one command did: an entry is applied whole or not at all. Its events take the offsets after those of the entry before. */
export interface Entry {
  readonly events: readonly NewEvent[];
  /** The kind's own rows. */
  readonly rows: readonly Sql[];
  /** Offsets whose bodies go, in this transaction, from the log, checkpoints and stored replies that name them. */
  readonly redacts: readonly number[];
  readonly effects: readonly NewEffect[];
  /** Names of timed effects of this channel that are called off. */
  readonly cancels: readonly string[];
  /** The client's row and stored reply, for commands of clients. */
  readonly answered?:
    | { readonly identity: string; readonly client: string; readonly tag: number; readonly settled: number; readonly reply: StoredReply }
    | undefined;
  /** Decision state after this entry: it replaces the channel's checkpoint, in the same transaction. */
  readonly checkpoint?: Checkpoint | undefined;
  /** The effect that this entry answers, for commands that are effects. */
  readonly received?: EffectKey | undefined;
}
/** Decision state at a position, so that a load folds only what came after. */
export interface Checkpoint {
  /** `stateVersion` of the kind that wrote it. */
  readonly version: number;
  /** As V8 serialises it (`node:v8`), whose format is kept readable by later versions. */
  readonly body: Uint8Array;
}
export interface ChannelAppend {
  readonly channel: string;
  readonly expected: Position;
  /** The fence: the term that this owner writes under. With its first append it replaces the channel row's, which must be that of `fence`. */
  readonly term: string;
  readonly fence: string;
  readonly entries: readonly Entry[];
}
export type AppendOutcome =
  | { readonly kind: 'committed' }
  /** Entry `entries` (counted from 0) failed; those before it are committed, it and the later ones changed nothing. */
  | { readonly kind: 'committed-to'; readonly entries: number; readonly error: string }
  /** Somebody else has taken the channel, or the log's head is not `expected`. Nothing was changed. */
  | { readonly kind: 'fenced' }
  /** Nothing of this channel is on disk: the disk is full, the folder read-only. */
  | { readonly kind: 'failed'; readonly error: string };

export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

export interface LoadedChannel {
  readonly head: Position;
  /** The term on the channel's row: the fence for the next owner. '0' for a channel that has never been written. */
  readonly term: string;
  /** The newest checkpoint, and the event after which it was taken. */
  readonly checkpoint?: (Checkpoint & { readonly at: Position }) | undefined;
  /** Keys of received effects that are remembered, as `keyOf` writes them. */
  readonly received: readonly string[];
}

/** (channel, term, offset, index): the same for ever, so that an effect is done once. */
export interface EffectKey {
  readonly channel: string;
  readonly term: string;
  readonly offset: number;
  readonly index: number;
}
export const keyOf = (key: EffectKey): string => `${key.channel}@${key.term}:${key.offset}:${key.index}`;

export interface NewEffect {
  /** Which of the entry's events asked for it, from 0. */
  readonly event: number;
  readonly index: number;
  /** A channel's address, or `app` for a job. */
  readonly target: string;
  readonly name: string;
  /** JSON text of the input. */
  readonly body: string;
  /** Milliseconds since the epoch: not before. */
  readonly due: number;
  /** A timed effect's name in its channel: a newer one of the same name replaces it. */
  readonly timer: string | null;
}
export interface DueEffect extends EffectKey {
  readonly target: string;
  readonly name: string;
  readonly body: string;
  readonly due: number;
  /** How often it was tried. */
  readonly tries: number;
}

/** A statement from a template; interpolated values become parameters. `sql\`select * from t where id = ${id}\`` */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  return { text: strings.join('?'), values };
}
