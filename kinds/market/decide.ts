import { type DecideContext, type Draft, isInternal, type KindDefinition, refuse } from '@atrium/server';
import { barred, decideFollow, roleIn } from '@atrium/table';
import { type Account, closable, costOf, fill, hold, release } from './accounts.ts';
import { meetings, type Order } from './book.ts';
import type { market } from './contract.ts';
import { accountOf, type MarketState } from './state.ts';
import type { MarketViewer } from './viewer.ts';

type Decide = KindDefinition<typeof market, MarketState, MarketViewer>['decide'];
type Event = Draft<typeof market>;

/** Orders of one person that may wait at once. */
export const OPEN_ORDERS = 100;

export const decide: Decide = {
  follow: decideFollow,
  open: (state, { question }, context) => {
    const why = barred(state.room, context) ?? barredFromRunning(state, context);
    if (why) return why;
    if (state.phase !== 'closed') return refuse('open-already', 'The question is asked already.');
    return { events: [{ name: 'opened', data: { question: question.trim(), by: context.identity.id } }], reply: {} };
  },
  order: (state, { side, price, quantity, now, key }, context) => {
    const why = barred(state.room, context) ?? barredFromTrading(state);
    if (why) return why;
    const who = context.identity.id;
    const before = key === undefined ? undefined : state.keys.get(who)?.get(key);
    if (before) {
      const left = state.book.orders.get(before.id)?.left ?? 0;
      return { events: [], reply: { id: before.id, traded: before.quantity - left, left } };
    }
    if ([...state.book.orders.values()].filter((order) => order.who === who).length >= OPEN_ORDERS)
      return refuse('too-many-orders', `At most ${OPEN_ORDERS} orders of one person wait at once. Cancel one first.`);
    const books = new Copies(state);
    const account = books.account(who);
    const closing = Math.min(quantity, closable(account, side));
    const order: Order = { id: state.lastOrder + 1, who, side, price, left: quantity, closing };
    const needed = (quantity - closing) * costOf(side, price);
    if (needed > account.free) return refuse('too-dear', `This takes ${needed} credits, and ${account.free} are free.`);
    hold(account, order);
    const events: Event[] = [
      mine('ordered', { id: order.id, who, side, price, quantity, closing, ...(key !== undefined && { key }), account: positionOf(account) }),
    ];
    let trade = state.lastTrade;
    for (const meeting of meetings(state.book, order, quantity)) {
      if ('own' in meeting) {
        release(account, meeting.own);
        events.push(dropped(meeting.own, { why: 'own', account }));
        continue;
      }
      const { with: resting, price: at, quantity: traded } = meeting;
      trade += 1;
      for (const each of [{ ...resting }, order]) {
        const theirs = books.account(each.who);
        fill(theirs, each, { price: at, quantity: traded });
        events.push(
          mine('filled', {
            trade,
            order: each.id,
            who: each.who,
            side: each.side,
            price: at,
            limit: each.price,
            quantity: traded,
            account: positionOf(theirs),
          }),
        );
      }
      events.push({ name: 'traded', data: { id: trade, price: at, quantity: traded, taker: side } });
    }
    const { left } = order;
    if (now && left > 0) {
      release(account, order);
      events.push(dropped(order, { why: 'now', account }));
    }
    return { events, reply: { id: order.id, traded: quantity - left, left: now ? 0 : left } };
  },
  cancel: (state, { id }, context) => {
    const why = barred(state.room, context) ?? barredFromTrading(state);
    if (why) return why;
    const order = state.book.orders.get(id);
    // Whose it is, or was, is nobody's business.
    if (order?.who !== context.identity.id) return refuse('no-such-order', 'There is no such order of yours that waits.');
    const account = new Copies(state).account(order.who);
    release(account, order);
    return { events: [dropped(order, { why: 'asked', account })], reply: { left: order.left } };
  },
  settle: (state, { outcome, reason }, context) => {
    const why = barred(state.room, context) ?? barredFromRunning(state, context) ?? barredFromTrading(state);
    if (why) return why;
    return { events: [{ name: 'settled', data: { outcome, reason: reason.trim(), by: context.identity.id } }], reply: {} };
  },
  callOff: (state, { reason }, context) => {
    const why = barred(state.room, context) ?? barredFromRunning(state, context) ?? barredFromTrading(state);
    if (why) return why;
    return { events: [{ name: 'calledOff', data: { reason: reason.trim(), by: context.identity.id } }], reply: {} };
  },
};

/** Who asks the question, and says what came of it: the room's owner, or whoever's role includes it. */
function barredFromRunning(state: MarketState, { identity, rights }: DecideContext) {
  return isInternal(identity) || roleIn(state.room, identity) === 'owner' || rights(identity.role, 'market.run')
    ? undefined
    : refuse('not-allowed', 'The room’s owner asks the question and settles it.');
}

function barredFromTrading({ phase }: MarketState) {
  if (phase === 'open') return undefined;
  return phase === 'closed' ? refuse('not-open', 'No question is asked yet.') : refuse('over', 'This market is over.');
}

/** Accounts as they become while one order is decided; the state itself is changed by its events alone. */
class Copies {
  readonly #state: MarketState;
  readonly #accounts = new Map<string, Account>();

  constructor(state: MarketState) {
    this.#state = state;
  }

  account(who: string): Account {
    let copy = this.#accounts.get(who);
    if (!copy) this.#accounts.set(who, (copy = { ...accountOf(this.#state, who) }));
    return copy;
  }
}

export type Position = Pick<Account, 'free' | 'held' | 'yes' | 'no' | 'paidYes' | 'paidNo'>;
export const positionOf = ({ free, held, yes, no, paidYes, paidNo }: Account): Position => ({ free, held, yes, no, paidYes, paidNo });

/** An event for one person alone. */
const mine = <N extends 'ordered' | 'filled' | 'dropped'>(name: N, data: (Event & { name: N })['data']): Event => ({ name, data, audience: data.who }) as Event;

const dropped = ({ id, who, side, price }: Order, { why, account }: { readonly why: 'asked' | 'own' | 'now'; readonly account: Account }): Event =>
  mine('dropped', { id, who, side, price, why, account: positionOf(account) });
