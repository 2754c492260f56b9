import type { EventOf } from '@atrium/protocol';
import { PAYS } from './book.ts';
import type { events, MarketView } from './contract.ts';

/** Trades and fills that a view keeps. */
const KEPT = { trades: 100, fills: 50 };

/** What one person is shown of a market, folded on: events of others' orders never come here. */
export function apply(view: MarketView, event: EventOf<typeof events>): MarketView {
  if (event.data === null) return view;
  switch (event.name) {
    case 'opened':
      return { ...view, question: event.data.question, phase: 'open' };
    case 'traded':
      return { ...view, tape: [...view.tape, { ...event.data, at: event.at }].slice(-KEPT.trades) };
    case 'ordered': {
      const { id, side, price, quantity, closing, key, account } = event.data;
      const { orders, fills } = view.mine ?? NOTHING;
      return {
        ...view,
        mine: { ...account, orders: [...orders, { id, side, price, quantity, left: quantity, closing, ...(key !== undefined && { key }) }], fills },
      };
    }
    case 'filled': {
      const { trade, order, side, price, quantity, account } = event.data;
      const { orders, fills } = view.mine ?? NOTHING;
      return {
        ...view,
        mine: {
          ...account,
          orders: orders
            .map((each) => (each.id === order ? { ...each, left: each.left - quantity, closing: each.closing - Math.min(each.closing, quantity) } : each))
            .filter(({ left }) => left > 0),
          fills: [...fills, { trade, order, side, price, quantity, at: event.at }].slice(-KEPT.fills),
        },
      };
    }
    case 'dropped': {
      const { id, account } = event.data;
      const { orders, fills } = view.mine ?? NOTHING;
      return { ...view, mine: { ...account, orders: orders.filter((each) => each.id !== id), fills } };
    }
    case 'settled': {
      const { outcome, reason } = event.data;
      const { mine } = view;
      const paid = mine && {
        ...mine,
        free: mine.free + mine.held + PAYS * (outcome === 'yes' ? mine.yes : mine.no),
        held: 0,
        yes: 0,
        no: 0,
        paidYes: 0,
        paidNo: 0,
        orders: [],
      };
      return { ...view, phase: 'settled', outcome, reason, mine: paid };
    }
    case 'calledOff':
      return { ...view, phase: 'cancelled', reason: event.data.reason, mine: null };
    default:
      return view;
  }
}

const NOTHING = { orders: [], fills: [] };
