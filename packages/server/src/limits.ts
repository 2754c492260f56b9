import type { Rate } from './connection/bucket.ts';

/** What a hub allows; a deployment may change each. */
export interface HubLimits {
  /** Commands of one connection: nobody types that fast, and a queue of an afternoon off line goes out in one burst. */
  readonly commands: Rate;
  /** Queries of one connection: scrolling fast through years. */
  readonly queries: Rate;
  /** Signals and presence of one connection: a cursor at 30 Hz, and typing. */
  readonly signals: Rate;
  /** Channels joined by one connection: everything at once after a drop. */
  readonly joins: Rate;
  /** Channels newly watched by one connection: every room of a large workspace, and again after a moment. */
  readonly watches: Rate;
  /** Readable messages that break the contract: what a stale client sends before it reloads. */
  readonly mistakes: Rate;
  /** Frames that are not readable; the next one ends the connection. */
  readonly garbage: number;
  /** Connections of one person that were ended for what they sent, before the person has to wait for the next: a program that is being written does it. */
  readonly expulsions: Rate;
  /** Milliseconds: say something at least this often. A phone's radio sleeps for less. */
  readonly heartbeatMs: number;
  /** Milliseconds of silence after which a connection is dead: two missed heartbeats and a slow phone's wake-up. */
  readonly silentAfterMs: number;
  /** Milliseconds in which a reader takes what is queued, while nothing more is read from it: at 10 kB/s, a phone at the edge of its net. */
  readonly stalledAfterMs: number;
  /** Bytes queued in the process for one connection, above which what is durable turns to catch-up and reading stops. */
  readonly queuedBytes: number;
  /** Handshakes under way at once. */
  readonly pendingHandshakes: number;
  /** Milliseconds a handshake may take. */
  readonly handshakeMs: number;
  /** Connections from one address: 500 people behind one address with two devices each. */
  readonly connectionsPerAddress: number;
  /** New connections from one address: 500 people who come back at once. */
  readonly handshakesPerAddress: Rate;
}

export const defaultLimits: HubLimits = {
  commands: { perSecond: 30, burst: 600 },
  queries: { perSecond: 30, burst: 120 },
  signals: { perSecond: 60, burst: 180 },
  joins: { perSecond: 30, burst: 300 },
  watches: { perSecond: 50, burst: 8192 },
  mistakes: { perSecond: 2, burst: 60 },
  garbage: 3,
  expulsions: { perSecond: 0.1, burst: 3 },
  heartbeatMs: 15_000,
  silentAfterMs: 40_000,
  stalledAfterMs: 120_000,
  queuedBytes: 1024 * 1024,
  pendingHandshakes: 1000,
  handshakeMs: 5_000,
  connectionsPerAddress: 1000,
  handshakesPerAddress: { perSecond: 50, burst: 1000 },
};
