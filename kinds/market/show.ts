import type { MarketView } from './contract.ts';
import { positionOf } from './decide.ts';
import type { MarketState } from './state.ts';
import type { MarketViewer } from './viewer.ts';

export function show(state: MarketState, { who }: MarketViewer): MarketView {
  const { question, phase, outcome, reason, tape } = state;
  const account = phase === 'cancelled' ? undefined : state.accounts.get(who);
  const keyOf = new Map([...(state.keys.get(who) ?? [])].map(([key, { id }]) => [id, key]));
  const orders = [...state.book.orders.values()]
    .filter((order) => order.who === who)
    .map(({ id, side, price, left, closing }) => {
      const key = keyOf.get(id);
      return { id, side, price, quantity: state.quantities.get(id) ?? left, left, closing, ...(key !== undefined && { key }) };
    });
  return {
    question,
    phase,
    outcome,
    reason,
    tape: [...tape],
    mine: account ? { ...positionOf(account), orders, fills: [...(state.fills.get(who) ?? [])] } : null,
  };
}
