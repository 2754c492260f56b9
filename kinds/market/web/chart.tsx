import { useTableHost } from '@atrium/table/web';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import { CANDLE_SECONDS, type MarketView } from '../contract.ts';
import { Drawing } from './drawing.ts';
import type { Trading } from './market.tsx';
import { useSay } from './say.ts';
import { useCandles, type Width } from './use-candles.ts';

/** What was paid over time, as candles, with how much was traded under them. */
export function Chart({ channel, view }: { readonly channel: Trading; readonly view: MarketView }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const [seconds, setSeconds] = useState<Width>(3600);
  const candles = useCandles(channel, view, seconds);
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const name = useId();
  const empty = candles?.length === 0;
  const hasAny = candles !== undefined && !empty;

  useEffect(() => {
    if (!box.current || !hasAny) return;
    const made = new Drawing(box.current, language);
    drawing.current = made;
    return () => {
      drawing.current = undefined;
      made.remove();
    };
  }, [hasAny, language]);
  useEffect(() => {
    if (candles) drawing.current?.show(candles, seconds);
  }, [candles, seconds, hasAny]);

  return (
    <section className="market-box" aria-label={say('market.chart')}>
      <h3>
        <span>{say('market.chart')}</span>
        <fieldset className="market-widths" aria-label={say('market.chart.width')}>
          {CANDLE_SECONDS.map((each) => (
            <label key={each}>
              <input type="radio" name={name} checked={seconds === each} onChange={() => setSeconds(each)} />
              {say(`market.chart.${each}`)}
            </label>
          ))}
        </fieldset>
      </h3>
      <div ref={box} className="market-chart" role="img" aria-label={candles && !empty ? said(candles, say) : say('market.chart')} dir="ltr">
        {empty && <p className="market-none">{say('market.chart.empty')}</p>}
      </div>
      <p className="market-credit">
        <a href="https://www.tradingview.com/lightweight-charts/" target="_blank" rel="noreferrer">
          {say('market.chart.by')}
        </a>
      </p>
    </section>
  );
}

function said(candles: NonNullable<ReturnType<typeof useCandles>>, say: ReturnType<typeof useSay>): string {
  const [from, to] = [candles[0]?.open ?? 0, candles.at(-1)?.close ?? 0];
  return say('market.chart.said', { from, to, low: Math.min(...candles.map(({ low }) => low)), high: Math.max(...candles.map(({ high }) => high)) });
}
