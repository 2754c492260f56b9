import { AtriumError } from '@atrium/protocol';

/** What this client holds at most, each with its unit and its reason. What both ends must know stands in the protocol's limits. */
export const clientLimits = {
  /** Unanswered commands of one client: a day off line; in flight are never more than the protocol's `unsettled`. */
  commands: 4096,
  /** Bytes of their inputs: what a browser's storage takes without asking. */
  commandBytes: 8 * 1024 * 1024,
  /** Queries that wait for their turn or a connection: more than a person can scroll up. */
  queries: 256,
  /** Characters of one snapshot: far above what a kind shows of a channel, and below what freezes a phone. */
  snapshotCharacters: 32 * 1024 * 1024,
  /** Senders of one signal and channel that are remembered: more than anybody reads as 'is typing'. */
  signals: 256,
  /** Bytes in the socket's buffer above which signals are dropped: a slow link is not made slower by what may be lost. */
  signalBuffer: 64 * 1024,
  /** Bytes of a frame around an input: names, numbers and the channel's address. */
  envelopeBytes: 512,
} as const;

const encoder = new TextEncoder();
/** Bytes of a text in UTF-8. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** @throws AtriumError `bad-input` when a message with this data would not fit into one frame. */
export function assertFits(bytes: number, frameBytes: number): void {
  if (bytes + clientLimits.envelopeBytes > frameBytes) throw tooLong();
}
export const tooLong = (): AtriumError => new AtriumError({ kind: 'bad-input', code: 'too-long', message: 'It is too long to be sent. Make it shorter.' });
