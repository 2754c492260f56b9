/**
 * What clients and orchestrator wrote down, one JSON object a line. The checker knows these records and the database, and nothing else:
 * it imports neither server nor client.
 */
export type Position = readonly [term: string, offset: number];

/** One running client is an instance, `<person>.<start>`; `who` is its person. */
export type Happened =
  | { readonly t: 'started'; readonly client: string; readonly who: string }
  /** The first client id that it claimed on a connection is its own. */
  | { readonly t: 'claimed'; readonly client: string; readonly id: string }
  /** `n`: its n-th command of this channel, from 1. `steady`: nothing that this run does can have it refused. */
  | {
      readonly t: 'invoked';
      readonly client: string;
      readonly channel: string;
      readonly n: number;
      readonly name: string;
      readonly token: string;
      readonly input: unknown;
      readonly at: number;
      readonly steady: boolean;
    }
  /** `position`: where the client stood in the channel when it was told; absent when it had not joined. */
  | { readonly t: 'ok'; readonly client: string; readonly token: string; readonly reply: unknown; readonly at: number; readonly position?: Position }
  | { readonly t: 'failed'; readonly client: string; readonly token: string; readonly error: Refused; readonly at: number }
  /** Nobody can know any more whether it was done: the client was told so. */
  | { readonly t: 'unknown'; readonly client: string; readonly token: string; readonly why: string; readonly at: number }
  /** Found in the outbox of an earlier instance of the same person. */
  | { readonly t: 'adopted'; readonly client: string; readonly channel: string; readonly name: string; readonly input: unknown }
  /** It applied a snapshot. */
  | { readonly t: 'opened'; readonly client: string; readonly channel: string; readonly position: Position; readonly content: Content }
  | {
      readonly t: 'applied';
      readonly client: string;
      readonly channel: string;
      readonly o: number;
      readonly name: string;
      readonly by?: readonly [number, number];
      readonly token?: string;
    }
  | { readonly t: 'viewed'; readonly client: string; readonly channel: string; readonly position: Position; readonly content: Content }
  /** A page of history. */
  | { readonly t: 'answered'; readonly client: string; readonly channel: string; readonly position: Position; readonly content: Content }
  | { readonly t: 'refused'; readonly client: string; readonly channel: string }
  /** At the end, with everything quiet. */
  | { readonly t: 'final'; readonly client: string; readonly channel: string; readonly state: string; readonly position?: Position; readonly content?: Content }
  | { readonly t: 'stuck'; readonly client: string; readonly what: string }
  | Told;

/** What crossed the wire, as it was when it came. `link` numbers the connections of one instance. */
export type Told =
  | {
      readonly t: 'sent';
      readonly client: string;
      readonly link: number;
      readonly id: string;
      readonly channel: string;
      readonly n: number;
      readonly name: string;
      readonly token?: string;
      readonly at: number;
    }
  | { readonly t: 'asked'; readonly client: string; readonly link: number; readonly channel: string; readonly from: Position | null }
  | {
      readonly t: 'told-joined';
      readonly client: string;
      readonly link: number;
      readonly channel: string;
      readonly outcome: 'missed' | 'snapshot';
      readonly position: Position;
    }
  | { readonly t: 'told-snapshot'; readonly client: string; readonly link: number; readonly channel: string; readonly position: Position }
  | {
      readonly t: 'told-batch';
      readonly client: string;
      readonly link: number;
      readonly channel: string;
      readonly term: string;
      readonly from: number;
      readonly to: number;
      readonly events: readonly (readonly [o: number, name: string])[];
    }
  | { readonly t: 'told-refused'; readonly client: string; readonly link: number; readonly channel: string }
  | {
      readonly t: 'told-reply';
      readonly client: string;
      readonly link: number;
      readonly id: string;
      readonly channel: string;
      readonly n: number;
      readonly position?: Position;
      readonly reply?: unknown;
      readonly error?: Refused;
    };

/** What the orchestrator did, with the time in ms since the epoch. */
export type Fault =
  | { readonly t: 'killed'; readonly at: number }
  | { readonly t: 'killed-client'; readonly at: number; readonly who: string }
  | { readonly t: 'cut' | 'half-opened' | 'frozen' | 'delayed'; readonly at: number; readonly who: string };

export interface Refused {
  readonly kind: string;
  readonly code?: string;
  readonly message?: string;
}

/** As much of a view as the log can tell: lists are sorted where their order is not promised. */
export type Content = ChatContent | WhispersContent | MarketContent | DocumentContent | BoardContent | ArenaContent;
export interface ArenaContent {
  readonly kind: 'arena';
  readonly rounds: number;
}
export interface BoardContent {
  readonly kind: 'board';
  readonly rules: number;
}
export interface DocumentContent {
  readonly kind: 'document';
  /** What stands in the text, sorted. */
  readonly tokens: readonly string[];
}
export interface ChatContent {
  readonly kind: 'chat';
  readonly last: number;
  /** Sorted. Absent in a page of history. */
  readonly members?: readonly string[];
  readonly messages: readonly Message[];
}
export interface Message {
  readonly ordinal: number;
  readonly text: string;
  readonly deleted: boolean;
  /** `<emoji> <person>`, sorted. */
  readonly reactions: readonly string[];
}
export interface WhispersContent {
  readonly kind: 'whispers';
  readonly count: number;
  /** Tokens, oldest first. */
  readonly lines: readonly string[];
  /** Sorted. */
  readonly banned: readonly string[];
}

export interface MarketContent {
  readonly kind: 'market';
  /** Ids of the last trades, oldest first. */
  readonly tape: readonly number[];
  /** One's own; null before the first order. */
  readonly mine: {
    readonly account: MarketAccount;
    /** `<id> <left>`, sorted. */
    readonly orders: readonly string[];
    /** `<trade> <order>`, oldest first. */
    readonly fills: readonly string[];
  } | null;
}
export interface MarketAccount {
  readonly free: number;
  readonly held: number;
  readonly yes: number;
  readonly no: number;
  readonly paidYes?: number;
  readonly paidNo?: number;
}

/** Everything that one run left behind, in the order in which each client wrote it. */
export interface Run {
  readonly histories: readonly (readonly Happened[])[];
  readonly faults: readonly Fault[];
  readonly log: Log;
}

export interface LogEvent {
  readonly channel: string;
  readonly offset: number;
  readonly term: string;
  readonly name: string;
  readonly by: readonly [tag: number, n: number] | null;
  readonly audience: readonly string[] | null;
  /** null when it was redacted. */
  readonly data: Readonly<Record<string, unknown>> | null;
}
export interface Log {
  /** By channel, in order of offsets as they stand in the database. */
  readonly channels: ReadonlyMap<string, readonly LogEvent[]>;
  /** The position that the channel's row names. */
  readonly heads: ReadonlyMap<string, Position>;
  /** `<channel> <tag>` → whose it is. */
  readonly tags: ReadonlyMap<string, { readonly identity: string; readonly client: string }>;
}

/** A line that a killed process did not finish is its last, and tells nothing. */
export function readLines<T>(text: string): readonly T[] {
  const lines = text.split('\n');
  const whole = lines.slice(0, -1);
  return whole.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
