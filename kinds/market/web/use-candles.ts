import { useEffect, useMemo, useState } from 'react';
import type { Candle, CANDLE_SECONDS, MarketView } from '../contract.ts';
import { withTrades } from './candles.ts';
import type { Trading } from './market.tsx';

export type Width = (typeof CANDLE_SECONDS)[number];

/** The chart's candles: what was, as the server says it, and every trade since as it comes. */
export function useCandles(channel: Trading, view: MarketView, seconds: Width): readonly Candle[] | undefined {
  const [asked, setAsked] = useState<{ readonly seconds: Width; readonly candles: readonly Candle[]; readonly after: number }>();
  useEffect(() => {
    let wanted = true;
    channel.query('candles', { seconds }).then(
      // The view may know more trades than the answer, or fewer: the answer says which was its last.
      ({ reply: { candles, last } }) => wanted && setAsked({ seconds, candles, after: last }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [channel, seconds]);
  return useMemo(() => (asked?.seconds === seconds ? withTrades(asked.candles, view.tape, asked) : undefined), [asked, seconds, view.tape]);
}
