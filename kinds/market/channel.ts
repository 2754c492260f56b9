import { defineKind } from '@atrium/server';
import { speak } from '@atrium/table';
import { depthAt, PAYS } from './book.ts';
import { market } from './contract.ts';
import { decide } from './decide.ts';
import { migrations, project, readCandles } from './rows.ts';
import { show } from './show.ts';
import { evolve, initial, type MarketState } from './state.ts';
import { viewer } from './viewer.ts';

/** A market as the hub runs it: orders and fills go to whose they are, trades to everybody, and depth, price and standing are state. */
export const marketKind = defineKind(market, {
  initial,
  evolve,
  decide,
  migrations,
  project,
  queries: { candles: readCandles },
  viewer,
  viewerEvents: ['followed'],
  openTo: ['follow'],
  visible: ({ audience }, { who }) => audience === undefined || audience === who,
  show,
  state: {
    depth: {
      touched: ({ name, data }) => {
        if (data === null) return [];
        if (name === 'ordered' || name === 'dropped') return [`${data.side} ${data.price}`];
        if (name === 'filled') return [`${data.side} ${data.limit}`];
        return name === 'settled' || name === 'calledOff' ? PLACES : [];
      },
      keys: (state) => PLACES.filter((key) => depth(state, key) > 0),
      at: (state, key) => {
        const value = depth(state, key);
        return value > 0 ? { value } : undefined;
      },
    },
    ticker: {
      touched: ({ name }) => (name === 'traded' ? ['last'] : []),
      keys: ({ lastTrade }) => (lastTrade > 0 ? ['last'] : []),
      at: ({ tape, volume }) => {
        const last = tape.at(-1);
        return last && { value: { price: last.price, volume } };
      },
    },
    worth: {
      touched: ({ name }, { accounts }) => (name === 'traded' || name === 'settled' || name === 'calledOff' ? [...accounts.keys()] : []),
      keys: ({ accounts }) => accounts.keys(),
      at: (state, who) => {
        const account = state.accounts.get(who);
        const price = state.tape.at(-1)?.price ?? PAYS / 2;
        return account && { value: account.free + account.held + account.yes * price + account.no * (PAYS - price) };
      },
    },
  },
  react: ({ name, data }, { id }) => {
    if (data === null) return [];
    if (name === 'opened') return [speak(id, `A market is open: **${data.question}**`)];
    if (name === 'settled') return [speak(id, `The market is settled: **${data.outcome === 'yes' ? 'Yes' : 'No'}**. ${data.reason}`)];
    return name === 'calledOff' ? [speak(id, `The market is called off, and everybody has their credits back. ${data.reason}`)] : [];
  },
});

const PLACES: readonly string[] = (['buy', 'sell'] as const).flatMap((side) => Array.from({ length: PAYS - 1 }, (_, at) => `${side} ${at + 1}`));

function depth({ book }: MarketState, key: string): number {
  const [side, price] = key.split(' ');
  return side === 'buy' || side === 'sell' ? depthAt(book, side, Number(price)) : 0;
}
