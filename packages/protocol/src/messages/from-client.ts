import * as v from 'valibot';
import { ChannelAddress } from '../address.ts';
import { limits } from '../limits.ts';
import { Position } from '../position.ts';
import { ClientId, Count, Name, Ordinal } from './shapes.ts';

/**
 * The first message, and again whenever an outbox is adopted: the client ids that this connection speaks for, its own first.
 * A command names a client by its place in the list of all claims of this connection. The newest claim wins: another connection
 * that held the id is superseded.
 */
export const Claim = v.strictObject({ t: v.literal('claim'), clients: v.pipe(v.array(ClientId), v.minLength(1), v.maxLength(limits.clients)) });

/**
 * Joins channels, or resumes them: with `at`, the position up to which the client has applied the channel. The hub answers, per
 * channel, with exactly one of: everything missed, snapshot and tail, refused; never with a gap. Most wanted first. `state` is the offset
 * as of which its state lane was received, where that is lower than `at`.
 */
export const Join = v.strictObject({
  t: v.literal('join'),
  channels: v.pipe(
    v.array(v.strictObject({ channel: ChannelAddress, at: v.optional(Position), state: v.optional(Count), version: v.optional(Count) })),
    v.minLength(1),
    v.maxLength(limits.channelsPerJoin),
  ),
});
export const Leave = v.strictObject({ t: v.literal('leave'), channel: ChannelAddress });

/** Hear of these channels' heads and ordinals without their events. The list replaces the one before. */
export const Watch = v.strictObject({ t: v.literal('watch'), channels: v.pipe(v.array(ChannelAddress), v.maxLength(limits.watched)) });

/**
 * Asks something of a channel. (identity, client, channel, n) is its id for ever; n counts 1, 2, 3 … per client and channel.
 * It is sent again until it is answered, with `again` from the second time on.
 */
export const Command = v.strictObject({
  t: v.literal('command'),
  /** Place of the client id among this connection's claims, from 0. */
  c: Count,
  channel: ChannelAddress,
  n: Ordinal,
  /** The highest n up to which all are finally answered. */
  settled: Count,
  again: v.optional(v.literal(true)),
  /** When it was sent first, by the hub's clock as the welcome told it, in ms. */
  first: v.optional(v.number()),
  name: Name,
  input: v.unknown(),
});

/** A question that changes nothing; `id` is the connection's own, for the answer. */
export const Query = v.strictObject({ t: v.literal('query'), id: Ordinal, channel: ChannelAddress, name: Name, input: v.unknown() });

/**
 * Ephemeral: may be lost, newest wins per key. Where the contract says `keep`, `data` is a list of the last ones, oldest first, and `seq` the
 * number of its last, counted 1, 2, 3 … per connection, channel and name.
 */
export const Signal = v.strictObject({ t: v.literal('signal'), channel: ChannelAddress, name: Name, data: v.unknown(), seq: v.optional(Ordinal) });

/** What this device shows of itself in a joined channel. */
export const Present = v.strictObject({ t: v.literal('present'), channel: ChannelAddress, data: v.unknown() });

/** Whether these people are here at all, in whatever channel: asked for by interest. The list replaces the one before. */
export const People = v.strictObject({ t: v.literal('people'), who: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(limits.people)) });

/**
 * Bytes of payload (RFC 6455 §5.2, without heads) received on this connection so far: with every beat, and as `Receipts` says. State and
 * signals are sent only within a window of it, so that what lies in kernels and radios on the way is a second old, and not megabytes.
 */
export const Got = v.strictObject({ t: v.literal('got'), bytes: Count });

/** Any traffic is a heartbeat; this is for when there is none. It is answered, so a half-dead connection is found by both. */
export const Beat = v.strictObject({ t: v.literal('beat') });

export const FromClient = v.variant('t', [Claim, Join, Leave, Watch, Command, Query, Signal, Present, People, Got, Beat]);
export type FromClient = v.InferOutput<typeof FromClient>;
export type Claim = v.InferOutput<typeof Claim>;
export type Join = v.InferOutput<typeof Join>;
export type Watch = v.InferOutput<typeof Watch>;
export type Command = v.InferOutput<typeof Command>;
export type Query = v.InferOutput<typeof Query>;
export type Signal = v.InferOutput<typeof Signal>;
