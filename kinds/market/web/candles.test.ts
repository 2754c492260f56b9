import { expect, test } from 'vitest';
import { withTrades } from './candles.ts';

const trade = (id: number, price: number, at: number) => ({ id, price, quantity: 10, taker: 'buy' as const, at });

test('[MW3] trades that come are folded into the candles, each once, and a clock that goes back brings no earlier span', () => {
  const candles = [{ at: 60_000, open: 40, high: 45, low: 38, close: 41, volume: 30 }];
  const within = { seconds: 60, after: 3 };
  expect(withTrades(candles, [trade(2, 90, 61_000), trade(3, 91, 62_000)], within)).toBe(candles);
  const trades = [trade(3, 91, 62_000), trade(4, 50, 119_999), trade(5, 37, 119_999), trade(6, 60, 120_000), trade(7, 61, 90_000)];
  expect(withTrades(candles, trades, within)).toEqual([
    { at: 60_000, open: 40, high: 50, low: 37, close: 37, volume: 50 },
    { at: 120_000, open: 60, high: 61, low: 60, close: 61, volume: 20 },
  ]);
  expect(withTrades([], [trade(1, 50, 5)], { seconds: 3600, after: 0 })).toEqual([{ at: 0, open: 50, high: 50, low: 50, close: 50, volume: 10 }]);
});
