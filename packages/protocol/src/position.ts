import * as v from 'valibot';

/**
 * A place in one channel's log: the term of the event at `offset`, and the offset. Offsets count events from 1; the term names
 * who wrote them, so that two logs that parted can be told apart (compare Kafka's leader epoch, KIP-101).
 */
export const Position = v.strictTuple([v.pipe(v.string(), v.maxLength(40)), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]);
export type Position = readonly [term: string, offset: number];

/** Before the first event of any channel. */
export const BEGINNING: Position = ['0', 0];
export const samePosition = (a: Position, b: Position): boolean => a[1] === b[1] && a[0] === b[0];
