import type { Identity } from '../kind.ts';
import type { ViewerChange } from '../ports/bus.ts';
import type { Frame } from '../ports/transport.ts';

/** A connection as an edge sees it. */
export interface Receiver {
  readonly id: string;
  readonly identity: Identity;
  readonly clients: readonly string[];
  /** Whether so many bytes of the log may be pushed; otherwise it is to catch up, part by part. */
  takes(bytes: number): boolean;
  /** What is not durable, or conflated, may be sent: so little is on the way that it arrives soon. */
  readonly open: boolean;
  readonly closed: boolean;
  /** Bytes of one part of an answer. */
  readonly partBytes: number;
  send(frame: Frame): void;
  say(message: object): void;
  /** The edge has taken leave of it. */
  left(channel: string, interest: 'join' | 'watch'): void;
  /** Resolves when there is room for a part of an answer, or the connection is closed. */
  roomy(): Promise<void>;
}

/** Before every offset. */
export const NOTHING = -1;

/** How far a subscriber has been told of the state lane. */
export interface ToldState {
  /** The offset as of which it is told, once `parts` are sent; `NOTHING`: not at all. */
  since: number;
  /** What is left of the last telling. */
  parts: readonly Frame[];
}

/** One connection in one channel. */
export class Subscriber {
  readonly receiver: Receiver;
  viewer: unknown;
  viewerKey = '';
  /** The offset up to which it was sent the channel. */
  sent = 0;
  phase: 'joining' | 'catching' | 'live' = 'joining';
  /** Undefined while it does not know where it is in the channel. */
  state: ToldState | undefined;
  /** Counts beginnings: what was begun under an older viewer is void. */
  era = 0;
  tags: readonly number[] = [];
  /** It has been told the outcome of its join, so presence and signals make sense to it. */
  greeted = false;
  /** What it shows of itself; undefined until it is in. */
  shows: { readonly data: unknown } | undefined;
  /** Changes of its viewer that were heard while the owner's answer to its join was on its way: the answer may be older. */
  missedChanges: ViewerChange[] | undefined;
  #settled: (() => void) | undefined;

  /** `settled` is called once: when it is live, refused or gone. */
  constructor(receiver: Receiver, settled: () => void) {
    this.receiver = receiver;
    this.#settled = settled;
  }

  settle(): void {
    this.#settled?.();
    this.#settled = undefined;
  }

  see(viewer: unknown): void {
    this.viewer = viewer;
    this.viewerKey = JSON.stringify(viewer);
  }
}
