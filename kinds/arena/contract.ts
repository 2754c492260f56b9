import { defineChannel, withBytes } from '@atrium/protocol';
import { followRoom, RoomNews } from '@atrium/table/contract';
import * as v from 'valibot';
import { apply } from './apply.ts';

const Nothing = v.strictObject({});
const Whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Hundredths = v.pipe(v.number(), v.integer(), v.minValue(-100), v.maxValue(100));

/** Null: a bot's. */
export const Score = v.strictObject({ who: v.nullable(v.string()), score: Whole });
export const Round = v.strictObject({ at: Whole, scores: v.pipe(v.array(Score), v.readonly()) });
export type Round = v.InferOutput<typeof Round>;
export const ArenaView = v.strictObject({
  rounds: Whole,
  last: v.nullable(Round),
  /** The most that each has brought home in one round, best first. */
  best: v.pipe(v.array(v.strictObject({ who: v.string(), score: Whole })), v.readonly()),
});
export type ArenaView = v.InferOutput<typeof ArenaView>;

export const events = {
  followed: RoomNews,
  /** A round in which somebody played is over. Best first. */
  finished: v.strictObject({ scores: v.pipe(v.array(Score), v.readonly()) }),
};

/** A harbour in which boats fetch crates: `arena/<room id>`. Authoritative steps on the server, thirty a second. */
export const arena = defineChannel('arena', {
  commands: {
    follow: followRoom,
    /** By the game itself. */
    finish: { input: v.strictObject({ scores: v.pipe(v.array(Score), v.maxLength(16), v.readonly()) }), reply: Nothing },
  },
  events,
  signals: {
    /** Where somebody steers, once a step: `n` counts 1, 2, 3 … from when they come. The last eight travel together, since any may be lost. */
    steer: { data: v.strictObject({ n: v.pipe(Whole, v.minValue(1)), x: Hundredths, y: Hundredths }), ttlMs: 1000, keep: 8 },
    /** One step as it was: see frames.ts. */
    frame: { data: withBytes(v.strictObject({ bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no bytes') }), ['bytes']), ttlMs: 1000 },
    /** Whose boat is in which seat, whenever that changes, and every second. */
    seats: { data: v.strictObject({ seats: v.array(v.strictObject({ seat: Whole, who: v.nullable(v.string()) })) }), ttlMs: 5000 },
  },
  presence: Nothing,
  view: ArenaView,
  apply,
});
