import { defineChannel } from '@atrium/protocol';
import { followRoom, RoomNews } from '@atrium/table/contract';
import * as v from 'valibot';
import { apply } from './apply.ts';
import { Value } from './values.ts';

const Nothing = v.strictObject({});
/** Things on one board: what one can still look through, and every viewer holds. */
export const THINGS = 2_000;
/** Fields of one thing. */
export const FIELDS = 24;
/** Points in one feed. */
export const POINTS = 1_000;
export const RULES = 50;

/** It stands in addresses: `#board-ferry-7`. */
export const Thing = v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/));
export const Field = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_ ]{0,31}$/));
const At = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const RuleId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What was measured of one thing at one time. */
export const Point = v.strictObject({
  thing: Thing,
  /** Milliseconds since the epoch, by whoever measured; a time to come is taken for now. */
  at: At,
  fields: v.pipe(
    v.record(Field, Value),
    v.check((fields) => Object.keys(fields).length <= FIELDS, `it has more than ${FIELDS} fields`),
  ),
});
export type Point = v.InferOutput<typeof Point>;

const Finite = v.pipe(v.number(), v.finite());
/** When a board speaks in the conversation. Without `thing` it is for each. */
export const RuleInput = v.variant('when', [
  v.strictObject({
    when: v.picklist(['above', 'below']),
    thing: v.optional(Thing),
    field: Field,
    limit: Finite,
    /** How far it has to come back before the next crossing counts. */
    back: v.optional(v.pipe(Finite, v.minValue(0)), 0),
  }),
  v.strictObject({
    when: v.literal('silent'),
    thing: v.optional(Thing),
    /** Minutes in which nothing was heard: up to a week. */
    minutes: v.pipe(v.number(), v.minValue(0.05), v.maxValue(10_080)),
  }),
]);
export type RuleInput = v.InferOutput<typeof RuleInput>;
export interface Rule {
  readonly id: number;
  readonly rule: RuleInput;
}

/** What a thing is now: each field's value, and the time at which that was measured. */
export const Now = v.strictObject({
  fields: v.record(Field, v.strictTuple([Value, At])),
  /** When anything was heard of it, by the hub's clock. */
  heard: At,
  /** Rules that it has crossed and not come back from. */
  crossed: v.pipe(v.array(RuleId), v.readonly()),
});
export type Now = v.InferOutput<typeof Now>;

export const BoardView = v.strictObject({
  rules: v.pipe(v.array(v.strictObject({ id: RuleId, rule: RuleInput })), v.readonly()),
});
export type BoardView = v.InferOutput<typeof BoardView>;

export const events = {
  followed: RoomNews,
  /** What was new in a feed. Told to nobody as an event: it is state. */
  fed: v.strictObject({ points: v.array(Point), by: v.string() }),
  /** A thing crossed a limit, or came back from it. `value` is what it was then; of a silence, the minutes. */
  crossed: v.strictObject({ thing: Thing, rule: RuleId, value: v.number(), on: v.boolean() }),
  /** It was looked at who is silent. */
  looked: v.strictObject({}),
  ruled: v.strictObject({ id: RuleId, rule: RuleInput, by: v.string() }),
  unruled: v.strictObject({ id: RuleId, by: v.string() }),
  dropped: v.strictObject({ thing: Thing, by: v.string() }),
};

/** Points of a chart. */
export const CHART_POINTS = 500;

/** Things that are tracked, live: `board/<room id>`. Points come over HTTP or from members; what each thing is now is state, what it was is kept. */
export const board = defineChannel('board', {
  commands: {
    follow: followRoom,
    /** `added`: those of the points that said something new. */
    feed: {
      input: v.strictObject({ points: v.pipe(v.array(Point), v.minLength(1), v.maxLength(POINTS)) }),
      reply: v.strictObject({ added: v.number() }),
    },
    /** By the board itself, when a silence may have begun. */
    look: { input: Nothing, reply: Nothing },
    rule: { input: v.strictObject({ rule: RuleInput }), reply: v.strictObject({ id: RuleId }) },
    unrule: { input: v.strictObject({ id: RuleId }), reply: Nothing },
    /** Takes a thing off, with all that was kept of it. */
    drop: { input: v.strictObject({ thing: Thing }), reply: Nothing },
  },
  queries: {
    /** May one run this board? */
    standing: { input: Nothing, reply: v.strictObject({ role: v.picklist(['owner', 'member', 'visitor', 'system']) }) },
    /** Every thing as it was at a time, by the times at which it was measured. */
    asOf: {
      input: v.strictObject({ at: At }),
      reply: v.strictObject({ things: v.array(v.strictObject({ thing: Thing, fields: v.record(Field, v.strictTuple([Value, At])) })) }),
    },
    /** One field of one thing over time, at most 500 points, oldest first: of a longer time the last in each five-hundredth of it. */
    history: {
      input: v.strictObject({ thing: Thing, field: Field, from: At, to: At }),
      reply: v.strictObject({ points: v.array(v.strictTuple([At, Value])) }),
    },
  },
  events,
  state: { things: Now },
  presence: Nothing,
  view: BoardView,
  apply,
});
