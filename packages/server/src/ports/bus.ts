import type { Position, WireError } from '@atrium/protocol';
import type { Countable, Identity } from '../kind.ts';
import type { EffectKey, StoredEvent } from './store.ts';

/**
 * How edges and owners hear each other, on one node or on many: serialisable messages only. Delivery is at most once and may be delayed or
 * doubled; what must not be lost is asked again by its id, or found missing by its range and read from the store.
 */
export interface Bus {
  /** This node's name, a new one at every start. */
  readonly node: string;
  send(to: string, message: BusMessage): void;
  /** Called once, before anything is sent. */
  receive(handler: (from: string, message: BusMessage) => void): void;
  close(): Promise<void>;
}

export type BusMessage = ToOwner | ToEdge;

/** Each is answered with an `answer` of the same id, and may be asked again under that id. */
export type Ask =
  | {
      readonly t: 'command';
      readonly id: number;
      readonly channel: string;
      readonly identity: Identity;
      readonly client: string;
      readonly n: number;
      readonly settled: number;
      readonly again: boolean;
      readonly first?: number | undefined;
      readonly name: string;
      readonly input: unknown;
    }
  /** A command of the app, or an effect: it has no client id; an effect has its key. */
  | {
      readonly t: 'act';
      readonly id: number;
      readonly channel: string;
      readonly identity: Identity;
      readonly name: string;
      readonly input: unknown;
      readonly received?: EffectKey | undefined;
    }
  /** What may this identity see, and from where on? `interest` says whether the edge wants to hear of later changes, for this connection. */
  | {
      readonly t: 'admit';
      readonly id: number;
      readonly channel: string;
      readonly identity: Identity;
      readonly connection: string;
      readonly clients: readonly string[];
      readonly interest: Interest;
      /** The edge does not know yet who is here. */ readonly wantsHere?: true;
      /** The edge does not have the state lane yet. */ readonly wantsState?: true;
    }
  /** A view of the decision state as this viewer sees it, for kinds without rows. */
  | { readonly t: 'show'; readonly id: number; readonly channel: string; readonly viewer: unknown };

export type Interest = 'none' | 'join' | 'watch';

export type ToOwner =
  | Ask
  | { readonly t: 'forget'; readonly channel: string; readonly connection: string; readonly interest: Interest }
  | {
      readonly t: 'signal-in';
      readonly channel: string;
      readonly name: string;
      readonly who: string;
      readonly connection: string;
      readonly data: unknown;
      readonly seq?: number | undefined;
    }
  | { readonly t: 'present'; readonly channel: string; readonly who: string; readonly connection: string; readonly data: unknown }
  /** Now and then, from another node: all that it has of this channel. What was lost on the way, or came too late, is mended by it. */
  | { readonly t: 'assert'; readonly channel: string; readonly connections: readonly Asserted[] }
  /** Effects whose source has been told for good that they were carried out: their keys need not be kept. */
  | { readonly t: 'acked'; readonly channel: string; readonly keys: readonly string[] };

export interface Asserted {
  readonly who: string;
  readonly connection: string;
  readonly join: boolean;
  readonly watch: boolean;
  /** What it shows of itself; absent when it has not joined yet. */
  readonly shows?: { readonly data: unknown } | undefined;
}
export interface Here {
  readonly who: string;
  readonly devices: Readonly<Record<string, unknown>>;
}

/** An event as edges pass it on: what is stored, with its audience read. */
export interface BatchEvent extends Omit<StoredEvent, 'audience'> {
  readonly audience: unknown;
}
/** What stands under a key of the state lane since an offset: the JSON text of its value, or null when nothing does any more. */
export interface StateEntry {
  readonly name: string;
  readonly key: string;
  readonly body: string | null;
  readonly audience?: unknown;
  readonly offset: number;
}
/** From this event on, that identity's viewer is this one; undefined: nothing any more. */
export interface ViewerChange {
  readonly after: number;
  readonly identity: string;
  readonly viewer: unknown;
}

export interface Admitted {
  readonly viewer: unknown;
  readonly head: Position;
  readonly tags: readonly number[];
  readonly countable?: Countable | undefined;
  /** Who is here, for those who join. */
  readonly here?: readonly Here[] | undefined;
  /** How many people are here, when `here` lists only some of them. */
  readonly count?: number | undefined;
  /** All of the state lane as of `head`, for an edge that wants it. */
  readonly state?: readonly StateEntry[] | undefined;
}
export interface BatchOut {
  readonly t: 'batch';
  readonly channel: string;
  readonly term: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly BatchEvent[];
  readonly viewers: readonly ViewerChange[];
  /** Offsets that lost their bodies with this batch: they go from all buffers too. */
  readonly redacts: readonly number[];
  /** What the events changed in the state lane, the newest per name and key. */
  readonly state?: readonly StateEntry[] | undefined;
  readonly countable?: Countable | undefined;
}
export type ToEdge =
  | {
      readonly t: 'answer';
      readonly id: number;
      readonly at?: Position | undefined;
      readonly value?: unknown;
      readonly error?: WireError | undefined;
      /** Nobody waits for an answer: it was settled long ago. */ readonly dropped?: true;
    }
  | BatchOut
  /** For nodes that may have missed the last batch. */
  | { readonly t: 'beacon'; readonly channel: string; readonly at: Position }
  /** The owner does not know some who say they are here: they are to be admitted anew. */
  | { readonly t: 'readmit'; readonly channel: string }
  | {
      readonly t: 'signal-out';
      readonly channel: string;
      readonly name: string;
      readonly who: string;
      readonly connection: string;
      readonly data: unknown;
      readonly seq?: number | undefined;
    }
  | {
      readonly t: 'presence';
      readonly channel: string;
      readonly all: boolean;
      readonly here: readonly Here[];
      readonly gone: readonly string[];
      readonly count?: number | undefined;
    };

/** The default: one node, delivered in the same turn, in order. */
export class LocalBus implements Bus {
  readonly node: string;
  #handler: ((from: string, message: BusMessage) => void) | undefined;

  constructor(node: string) {
    this.node = node;
  }

  send(to: string, message: BusMessage): void {
    if (to === this.node) this.#handler?.(to, message);
  }

  receive(handler: (from: string, message: BusMessage) => void): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {
    this.#handler = undefined;
  }
}
