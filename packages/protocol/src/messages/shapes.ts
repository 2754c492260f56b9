import * as v from 'valibot';
import { WireError } from '../wire-error.ts';

/** Pieces that several messages share. */
export const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A random number that the owner gives to each (client, channel); below 2^48. */
export const Tag = Count;
/** A channel's number on the wire: per start of a node, equal for all its connections. */
export const Alias = Count;
export const ClientId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,40}$/, 'a client id is 16 to 40 letters, digits, - or _'));
/** What a value of the state lane stands under. */
export const StateKey = v.pipe(v.string(), v.maxLength(256));
export const ErrorField = WireError;

export const BatchedEvent = v.strictObject({
  /** Offset, where it is not one more than that of the event before it, or, of the first, the batch's `from`. */
  o: v.optional(Ordinal),
  name: Name,
  /** Where it is not that of the event before it: the first of a batch has it. */
  at: v.optional(v.number()),
  by: v.optional(v.strictTuple([Tag, Ordinal])),
  /** null when it was redacted. */
  data: v.unknown(),
});
export type BatchedEvent = v.InferOutput<typeof BatchedEvent>;
/** A person in a channel: what they show of themselves, by device. */
export const Present = v.strictObject({ who: v.string(), devices: v.record(v.string(), v.unknown()) });
export type Present = v.InferOutput<typeof Present>;
