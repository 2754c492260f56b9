import { defineChannel } from '@atrium/protocol';
import { followRoom, RoomNews } from '@atrium/table/contract';
import * as v from 'valibot';
import { apply } from './apply.ts';
import { PRICES } from './book.ts';

const Nothing = v.strictObject({});
/** Characters of a question: it stands in two lines. */
export const QUESTION_CHARACTERS = 200;
export const REASON_CHARACTERS = 500;
/** Shares in one order: more than anybody's credits buy. */
export const MOST_SHARES = 100_000;

const clean = v.check((text: string) => text.isWellFormed() && !text.includes('\0'), 'the text holds broken characters');
const sentence = (characters: number) =>
  v.pipe(
    v.string(),
    v.maxLength(characters),
    clean,
    v.check((text) => text.trim() !== '', 'it is empty'),
  );

export const Price = v.pipe(v.number(), v.integer(), v.minValue(PRICES.least), v.maxValue(PRICES.most));
export const Quantity = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_SHARES));
export const Side = v.picklist(['buy', 'sell']);
export const OrderId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const Outcome = v.picklist(['yes', 'no']);
/** What a client calls an order, so that the same order given twice is one. */
export const OrderKey = v.pipe(v.string(), v.regex(/^[\w.-]{1,36}$/));

/** `closing`: of `left`, what gives up shares of the other outcome instead of credits. */
export const MyOrder = v.strictObject({
  id: OrderId,
  side: Side,
  price: Price,
  quantity: Quantity,
  left: v.number(),
  closing: v.number(),
  key: v.optional(OrderKey),
});
export const MyFill = v.strictObject({ trade: v.number(), order: OrderId, side: Side, price: Price, quantity: Quantity, at: v.number() });
export const Trade = v.strictObject({ id: v.number(), price: Price, quantity: Quantity, taker: Side, at: v.number() });

export const MarketView = v.strictObject({
  question: v.string(),
  phase: v.picklist(['closed', 'open', 'settled', 'cancelled']),
  outcome: v.nullable(Outcome),
  reason: v.string(),
  /** The last trades, newest last. */
  tape: v.array(Trade),
  /** One's own: nobody else sees it. */
  mine: v.nullable(
    v.strictObject({
      free: v.number(),
      held: v.number(),
      yes: v.number(),
      no: v.number(),
      /** Credits that were paid for the shares one has. */
      paidYes: v.number(),
      paidNo: v.number(),
      orders: v.array(MyOrder),
      /** The last ones, newest last. */
      fills: v.array(MyFill),
    }),
  ),
});
export type MarketView = v.InferOutput<typeof MarketView>;

/** Widths of a candle: a minute, five, an hour, a day. */
export const CANDLE_SECONDS = [60, 300, 3600, 86_400] as const;
/** What was paid and how much was traded in a span that begins at `at`, in milliseconds. */
export const Candle = v.strictObject({ at: v.number(), open: Price, high: Price, low: Price, close: Price, volume: Quantity });
export type Candle = v.InferOutput<typeof Candle>;

const Position = { free: v.number(), held: v.number(), yes: v.number(), no: v.number(), paidYes: v.number(), paidNo: v.number() };

export const events = {
  followed: RoomNews,
  opened: v.strictObject({ question: v.string(), by: v.string() }),
  /** Private from here on: to whom it belongs. `account` is what they have after it. */
  ordered: v.strictObject({
    id: OrderId,
    who: v.string(),
    side: Side,
    price: Price,
    quantity: Quantity,
    closing: v.number(),
    key: v.optional(OrderKey),
    account: v.strictObject(Position),
  }),
  /** `limit`: the price at which the order rests, or would. */
  filled: v.strictObject({
    trade: v.number(),
    order: OrderId,
    who: v.string(),
    side: Side,
    price: Price,
    limit: Price,
    quantity: Quantity,
    account: v.strictObject(Position),
  }),
  /** It was cancelled: as was asked, because its own author met it, or because it was for now alone. */
  dropped: v.strictObject({
    id: OrderId,
    who: v.string(),
    side: Side,
    price: Price,
    why: v.picklist(['asked', 'own', 'now']),
    account: v.strictObject(Position),
  }),
  /** Public again. */
  traded: v.strictObject({ id: v.number(), price: Price, quantity: Quantity, taker: Side }),
  settled: v.strictObject({ outcome: Outcome, reason: v.string(), by: v.string() }),
  calledOff: v.strictObject({ reason: v.string(), by: v.string() }),
};

/** An order as it is given. */
export interface Quote {
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
}

/** A market on a question's outcome: a share of Yes pays 100 credits if it comes, and nothing if not. `market/<room id>`. */
export const market = defineChannel('market', {
  commands: {
    follow: followRoom,
    /** Asks the question; trading begins. */
    open: { input: v.strictObject({ question: sentence(QUESTION_CHARACTERS) }), reply: Nothing },
    /** A limit order, which rests where nobody meets it; with `now` what is not met at once is cancelled. */
    order: {
      input: v.strictObject({ side: Side, price: Price, quantity: Quantity, now: v.optional(v.literal(true)), key: v.optional(OrderKey) }),
      reply: v.strictObject({ id: OrderId, traded: v.number(), left: v.number() }),
    },
    cancel: { input: v.strictObject({ id: OrderId }), reply: v.strictObject({ left: v.number() }) },
    settle: { input: v.strictObject({ outcome: Outcome, reason: sentence(REASON_CHARACTERS) }), reply: Nothing },
    /** Everything is as before the first trade. */
    callOff: { input: v.strictObject({ reason: sentence(REASON_CHARACTERS) }), reply: Nothing },
  },
  queries: {
    /** What was traded in each so many seconds, newest last: at most 300 of them, of those that begin before a time. */
    candles: {
      input: v.strictObject({ seconds: v.picklist(CANDLE_SECONDS), before: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) }),
      /** `last`: the last trade that is counted in them. */
      reply: v.strictObject({ candles: v.array(Candle), last: v.number() }),
    },
  },
  events,
  state: {
    /** Shares that wait, by side and price: `buy 57`. */
    depth: v.number(),
    /** Under `last`: what was paid last, and how much was ever traded. */
    ticker: v.strictObject({ price: Price, volume: v.number() }),
    /** By person: what they would have, were all settled at the last price. */
    worth: v.number(),
  },
  presence: Nothing,
  view: MarketView,
  apply,
});
export { closable, costOf, GRANT } from './accounts.ts';
export { PAYS, PRICES } from './book.ts';
