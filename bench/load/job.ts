import type { Language, Seat } from './speaker.ts';

/** What the runner asks of the generator: one job a process, as one line of JSON on stdin. */
export type Job = FanOut | Asking | Holding | Counting | Stalled | Unread | SlowState | Neighbours | Herd | Jitter;

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

/** A room in which one, the last, reads nothing for as long as the others speak. */
export interface Stalled extends Common {
  readonly job: 'stalled';
  /** What is said while it reads nothing. */
  readonly messages: number;
  readonly messageBytes: number;
  readonly perSecond: number;
  /** What does not arrive is a finding here, and no fault of the run. */
  readonly mayLose: boolean;
}

/** One who asks, and never reads what is answered, for as long as is measured. */
export interface Unread extends Common {
  readonly job: 'unread';
  readonly asks: Seat['asks'];
  /** Questions at most: what a server without a limit queues has to fit into the machine. */
  readonly questions: number;
  readonly mayLose: boolean;
}

/** Things that change, and one who follows them on a thin line. */
export interface SlowState extends Common {
  readonly job: 'slow-state';
  readonly keys: number;
  readonly valueBytes: number;
  readonly perSecond: number;
  readonly readsPerSecond: number;
  readonly mayLose: boolean;
}

/** People who talk, alone and while each attack goes on, for `measureMs` each. */
export interface Neighbours extends Common {
  readonly job: 'neighbours';
  readonly perSecond: number;
}

/** All but one are cut at once, miss the same, and return at once. */
export interface Herd extends Common {
  readonly job: 'herd';
  readonly missed: number;
  /** Handshakes under way at once: what the kernel lets wait at the door. */
  readonly atOnce: number;
  readonly mayLose: boolean;
}

/** Each connection is cut now and then, and returns, while messages are said all the time. */
export interface Jitter extends Common {
  readonly job: 'jitter';
  readonly perSecond: number;
  /** Milliseconds for which a connection lives, on average. */
  readonly livesMs: number;
  /** Milliseconds until it tries again: from nothing to so many, by chance. */
  readonly awayMs: number;
  readonly mayLose: boolean;
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
  /** Bytes resident at most: before what is measured goes on, while it does, and while it is made good for. */
  readonly memory?: { readonly before: number; readonly during: number; readonly after: number };
  /** Messages that never came to the one who had not read, questions that were not answered, or things not known as they are in the end. */
  readonly missing?: number;
  /** Milliseconds of the one that had not read until it has everything. */
  readonly caughtUpMs?: number;
  /** Milliseconds: how old it is what a reader knows, looked at each time just before it learns more. */
  readonly stale?: { readonly p50: number; readonly most: number };
  /** Of those who were cut at once: milliseconds from the first that returned until the last had everything. */
  readonly wholeMs?: number;
  /** Reads that the store was asked for meanwhile, where the server counts them. */
  readonly reads?: number;
  /** Of all messages to all who were to get them: the share that they got, exactly once. */
  readonly delivered?: number;
  /** By attack: what others notice. */
  readonly attacks?: Readonly<Record<string, Attacked>>;
  /** What went wrong, in words: what did not arrive, or arrived in another order. Empty when all is well. */
  readonly faults: readonly string[];
}

/** Latency of others during an attack, and just before and after it; CPU as shares of a core. */
export interface Attacked {
  readonly without: Latency;
  readonly during: Latency;
  readonly serverCpu: number;
  readonly generatorCpu: number;
  readonly attackerCpu: number;
}
