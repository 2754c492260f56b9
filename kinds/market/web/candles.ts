import type { Candle, MarketView } from '../contract.ts';

/** Folds trades that came since into candles, which are those of a span of so many seconds. The same trade twice changes nothing. */
export function withTrades(
  candles: readonly Candle[],
  trades: MarketView['tape'],
  { seconds, after }: { readonly seconds: number; readonly after: number },
): readonly Candle[] {
  const fresh = trades.filter(({ id }) => id > after);
  if (fresh.length === 0) return candles;
  const folded = [...candles];
  for (const { price, quantity, at } of fresh) {
    const last = folded.at(-1);
    // A clock that was set back does not bring an earlier span again.
    const begins = Math.max(at - (at % (seconds * 1000)), last?.at ?? 0);
    if (last?.at === begins)
      folded[folded.length - 1] = {
        ...last,
        high: Math.max(last.high, price),
        low: Math.min(last.low, price),
        close: price,
        volume: last.volume + quantity,
      };
    else folded.push({ at: begins, open: price, high: price, low: price, close: price, volume: quantity });
  }
  return folded;
}
