import * as v from 'valibot';
import { errorKinds, type ErrorKind } from './errors.ts';

const kinds = Object.keys(errorKinds) as [ErrorKind, ...ErrorKind[]];

/** An error as it travels. Apart from the table, so that a client that checks no frames carries no validator. */
export const WireError = v.strictObject({
  kind: v.picklist(kinds),
  /** One sentence: what happened, what to do. */
  message: v.string(),
  /** A kind's own word for its refusal, such as `room-archived`. */
  code: v.optional(v.string()),
  retryAfterMs: v.optional(v.number()),
  /** Where in the input it went wrong. */
  path: v.optional(v.string()),
});
export type WireError = v.InferOutput<typeof WireError>;
