import type { Language, Seat } from './speaker.ts';

/** What the runner asks of the generator: one job a process, as one line of JSON on stdin. */
export type Job = FanOut | Asking | Holding | Counting;

interface Common {
  readonly language: Language;
  readonly port: number;
  /** Of the server: its CPU and memory are read over exactly the time that is measured. */
  readonly pid: number;
  readonly connections: number;
  readonly warmMs: number;
  readonly measureMs: number;
}

/** Messages to rooms, in which all connections are. */
export interface FanOut extends Common {
  readonly job: 'fan-out';
  readonly rooms: number;
  readonly publishers: number;
  /** Either so many messages are on their way to all of a room at any time, or so many are sent a second, evenly spaced. */
  readonly pace: { readonly inFlight: number } | { readonly perSecond: number };
  /** Every connection reads every message and its order; otherwise a few do. */
  readonly readsAll: boolean;
}

export interface Asking extends Common {
  readonly job: 'asking';
  readonly asks: Seat['asks'];
  /** Requests of one connection that are under way. */
  readonly depth: number;
  /** Milliseconds between two requests of one connection, where it asks one by one. */
  readonly everyMs?: number;
}

/** Connections that do nothing, so many in a room. */
export interface Holding extends Common {
  readonly job: 'holding';
  readonly perRoom: number;
}

/** Whatever comes is counted: what the generator itself can do. */
export interface Counting extends Common {
  readonly job: 'counting';
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

export interface Measured {
  readonly seconds: number;
  /** Messages that reached somebody, or requests that were answered. */
  readonly done: number;
  /** Messages that were said. */
  readonly said: number;
  /** Seconds of CPU while it was measured. */
  readonly serverCpu: number;
  readonly generatorCpu: number;
  readonly threads: Readonly<Record<string, number>>;
  /** Seconds of CPU that all others on the machine used meanwhile. */
  readonly othersCpu: number;
  /** Milliseconds. */
  readonly latency?: Latency;
  /** Bytes resident per connection. */
  readonly bytesEach?: number;
  /** What went wrong, in words: what did not arrive, or arrived in another order. Empty when all is well. */
  readonly faults: readonly string[];
}
