import * as v from 'valibot';
import { ChannelAddress } from '../address.ts';
import { Position } from '../position.ts';
import { Alias, BatchedEvent, Count, ErrorField, Name, Ordinal, Present, StateKey, Tag } from './shapes.ts';

/** First on every connection: who the handshake says one is, and the rules of the house. */
export const Welcome = v.strictObject({
  t: v.literal('welcome'),
  identity: v.strictObject({ id: v.string(), name: v.string(), role: v.string() }),
  /** Milliseconds: say something at least this often; the hub does too. */
  heartbeatMs: v.number(),
  /** The hub's clock, in ms since the epoch: the age of an old command is told by it. */
  now: v.number(),
  /** A new one at every start of a node. */
  node: v.string(),
  frameBytes: v.number(),
});

/**
 * The answer to one channel of a join. `missed`: batches from the position named follow, up to `at` and on.
 * `snapshot`: parts of a snapshot follow; all else the client holds of the channel is void.
 */
export const Joined = v.strictObject({
  t: v.literal('joined'),
  channel: ChannelAddress,
  ch: Alias,
  outcome: v.picklist(['missed', 'snapshot']),
  at: Position,
  /** Tag per claimed client, in the order of the claims: by it a client knows its own events. */
  tags: v.array(Tag),
  version: Count,
});
/** A join, or its continuation, refused: missing and forbidden look the same. After it nothing of the channel follows. */
export const Refused = v.strictObject({ t: v.literal('refused'), channel: ChannelAddress, error: ErrorField });

/** Part of a snapshot: pieces of the view's JSON text, to be put together and applied with the last. `at` is the view's position. */
export const Snapshot = v.strictObject({ t: v.literal('snapshot'), ch: Alias, at: Position, part: Count, last: v.optional(v.literal(true)), text: v.string() });

/**
 * Events of one channel: the range `from`..`to` is complete, though it carries only those that the recipient may see.
 * It never spans two terms. A client applies it if it stands at `from` − 1, ignores it if it is past `to`.
 */
export const Batch = v.strictObject({ t: v.literal('batch'), ch: Alias, term: v.string(), from: Ordinal, to: Count, events: v.array(BatchedEvent) });

/** The answer to a command. `at`: the position of its last event, or on which it was decided. */
export const Reply = v.strictObject({
  t: v.literal('reply'),
  c: Count,
  channel: ChannelAddress,
  n: Ordinal,
  at: v.optional(Position),
  reply: v.optional(v.unknown()),
  error: v.optional(ErrorField),
});

/** The answer to a query, true at `at`: fold later events into it and ignore earlier ones. */
export const Answer = v.strictObject({
  t: v.literal('answer'),
  id: Ordinal,
  at: v.optional(Position),
  reply: v.optional(v.unknown()),
  error: v.optional(ErrorField),
});

/** Somebody's signal; `who` is their identity's id, `device` their connection. */
export const SignalOut = v.strictObject({
  t: v.literal('signal'),
  ch: Alias,
  name: Name,
  who: v.string(),
  device: v.string(),
  data: v.unknown(),
  seq: v.optional(Ordinal),
});

/**
 * The state lane: per name, what stands under these keys as of `at`, and the keys under which nothing stands any more. Conflated: what lay
 * between is not sent. `all` replaces what was known; after a part with `more` others follow, and they are applied with the last.
 */
export const State = v.strictObject({
  t: v.literal('state'),
  ch: Alias,
  at: Position,
  all: v.optional(v.literal(true)),
  more: v.optional(v.literal(true)),
  set: v.record(Name, v.array(v.strictTuple([StateKey, v.unknown()]))),
  gone: v.optional(v.record(Name, v.array(StateKey))),
});

/**
 * Who is here. `all` replaces what was known; otherwise `here` sets and `gone` removes. In a crowd `count` says how many people there are, and
 * `here` lists some of them.
 */
export const Presence = v.strictObject({
  t: v.literal('presence'),
  ch: Alias,
  all: v.optional(v.literal(true)),
  here: v.array(Present),
  gone: v.array(v.string()),
  count: v.optional(Count),
});

/** Of the people asked for: who is here now, and who is not any more. The first answer lists all who are. */
export const PeopleHere = v.strictObject({ t: v.literal('people'), here: v.array(v.string()), gone: v.array(v.string()) });

/** A watched channel's head: its last countable ordinal and the ordinals deleted among the last 100. Conflated; newest wins. */
export const Head = v.strictObject({ t: v.literal('head'), channel: ChannelAddress, at: Position, last: Count, deleted: v.array(Ordinal) });
/** A channel that was watched is not for this person any more. */
export const Unwatched = v.strictObject({ t: v.literal('unwatched'), channel: ChannelAddress });

/** A frame or message that could not be taken; it harmed nothing else. */
export const Fault = v.strictObject({ t: v.literal('fault'), error: ErrorField });

/** The hub is going away: come back in `afterMs`. */
export const Drain = v.strictObject({ t: v.literal('drain'), afterMs: v.number() });
export const BeatBack = v.strictObject({ t: v.literal('beat') });
/** Tags of clients that were claimed after the join. */
export const Tags = v.strictObject({ t: v.literal('tags'), ch: Alias, tags: v.array(Tag) });

export const FromHub = v.variant('t', [
  Welcome,
  Joined,
  Refused,
  Snapshot,
  Batch,
  Reply,
  Answer,
  SignalOut,
  State,
  Presence,
  PeopleHere,
  Head,
  Unwatched,
  Fault,
  Drain,
  BeatBack,
  Tags,
]);
export type FromHub = v.InferOutput<typeof FromHub>;
export type Welcome = v.InferOutput<typeof Welcome>;
export type Joined = v.InferOutput<typeof Joined>;
export type Snapshot = v.InferOutput<typeof Snapshot>;
export type Batch = v.InferOutput<typeof Batch>;
export type Reply = v.InferOutput<typeof Reply>;
export type Answer = v.InferOutput<typeof Answer>;
export type State = v.InferOutput<typeof State>;
export type Presence = v.InferOutput<typeof Presence>;
export type Head = v.InferOutput<typeof Head>;
