import type { Recorded } from '@atrium/server';
import { follow, type Room, unplaced } from '@atrium/table';
import { type Account, fill, GRANT, hold, newAccount, release } from './accounts.ts';
import { type Book, emptyBook, enter, type Order, PAYS, take } from './book.ts';
import type { market } from './contract.ts';

/** Trades and fills that are shown of the past. */
export const SHOWN = { trades: 100, fills: 50 };
/** A person's last order keys that are remembered: those of an afternoon. */
export const KEYS = 200;

export interface Trade {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  readonly taker: 'buy' | 'sell';
  readonly at: number;
}
export interface Fill {
  readonly trade: number;
  readonly order: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly at: number;
}

export interface MarketState {
  readonly room: Room;
  question: string;
  phase: 'closed' | 'open' | 'settled' | 'cancelled';
  outcome: 'yes' | 'no' | null;
  reason: string;
  readonly book: Book;
  readonly accounts: Map<string, Account>;
  /** By person: what each order was called and how large it was. */
  readonly keys: Map<string, Map<string, { readonly id: number; readonly quantity: number }>>;
  readonly quantities: Map<number, number>;
  readonly fills: Map<string, Fill[]>;
  lastOrder: number;
  lastTrade: number;
  volume: number;
  readonly tape: Trade[];
}

export const initial = (): MarketState => ({
  room: unplaced(),
  question: '',
  phase: 'closed',
  outcome: null,
  reason: '',
  book: emptyBook(),
  accounts: new Map(),
  keys: new Map(),
  quantities: new Map(),
  fills: new Map(),
  lastOrder: 0,
  lastTrade: 0,
  volume: 0,
  tape: [],
});

export const accountOf = (state: MarketState, who: string): Account => state.accounts.get(who) ?? newAccount(GRANT);

function account(state: MarketState, who: string): Account {
  let known = state.accounts.get(who);
  if (!known) state.accounts.set(who, (known = newAccount(GRANT)));
  return known;
}

/** Everything that happened, folded by the same few rules by which it was decided. */
export function evolve(state: MarketState, event: Recorded<typeof market>): MarketState {
  if (event.data === null) return state;
  switch (event.name) {
    case 'followed':
      follow(state.room, event.data);
      break;
    case 'opened':
      state.question = event.data.question;
      state.phase = 'open';
      break;
    case 'ordered': {
      const { id, who, side, price, quantity, closing, key } = event.data;
      const order: Order = { id, who, side, price, left: quantity, closing };
      hold(account(state, who), order);
      enter(state.book, order);
      state.lastOrder = id;
      state.quantities.set(id, quantity);
      if (key !== undefined) remember(state, who, { key, id, quantity });
      break;
    }
    case 'filled': {
      const { trade, order: id, who, side, price, quantity } = event.data;
      const order = state.book.orders.get(id)!;
      fill(account(state, who), order, { price, quantity });
      if (order.left === 0) forget(state, order);
      const fills = state.fills.get(who) ?? [];
      fills.push({ trade, order: id, side, price, quantity, at: event.at });
      state.fills.set(who, fills.slice(-SHOWN.fills));
      break;
    }
    case 'dropped': {
      const order = state.book.orders.get(event.data.id)!;
      release(account(state, order.who), order);
      forget(state, order);
      break;
    }
    case 'traded': {
      const { id, price, quantity, taker } = event.data;
      state.lastTrade = id;
      state.volume += quantity;
      state.tape.push({ id, price, quantity, taker, at: event.at });
      if (state.tape.length > SHOWN.trades) state.tape.shift();
      break;
    }
    case 'settled': {
      const { outcome, reason } = event.data;
      Object.assign(state, { phase: 'settled', outcome, reason });
      // What still waited is let go first.
      for (const order of state.book.orders.values()) release(account(state, order.who), order);
      clear(state);
      for (const each of state.accounts.values()) {
        each.free += PAYS * (outcome === 'yes' ? each.yes : each.no);
        Object.assign(each, { yes: 0, no: 0, paidYes: 0, paidNo: 0 });
      }
      break;
    }
    case 'calledOff':
      Object.assign(state, { phase: 'cancelled', reason: event.data.reason });
      clear(state);
      for (const who of state.accounts.keys()) state.accounts.set(who, newAccount(GRANT));
      break;
  }
  return state;
}

function clear(state: MarketState): void {
  Object.assign(state.book, emptyBook());
  state.quantities.clear();
}

function forget(state: MarketState, order: Order): void {
  take(state.book, order);
  state.quantities.delete(order.id);
}

function remember(state: MarketState, who: string, { key, id, quantity }: { readonly key: string; readonly id: number; readonly quantity: number }): void {
  const keys = state.keys.get(who) ?? new Map<string, { readonly id: number; readonly quantity: number }>();
  state.keys.set(who, keys);
  keys.set(key, { id, quantity });
  if (keys.size > KEYS) keys.delete(keys.keys().next().value!);
}
