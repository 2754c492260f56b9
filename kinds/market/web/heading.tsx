import { useTableHost } from '@atrium/table/web';
import { type JSX, useState } from 'react';
import type { MarketView } from '../contract.ts';
import { EndDialog, type Ending } from './end-dialog.tsx';
import type { Trading } from './market.tsx';
import { useSay } from './say.ts';

interface Props {
  readonly channel: Trading;
  readonly view: MarketView;
  readonly ticker: { readonly price: number; readonly volume: number } | undefined;
  readonly people: number;
}

/** How likely it is, by the last trade, or how it came; undefined while nobody knows. */
export function chanceOf({ phase, outcome }: MarketView, price: number | undefined): number | undefined {
  if (phase === 'settled') return outcome === 'yes' ? 1 : 0;
  return price === undefined ? undefined : price / 100;
}

/** The question, how likely people think it is, and what came of it. */
export function Heading({ channel, view, ticker, people }: Props): JSX.Element {
  const say = useSay();
  const { language, runs, archived, copyLink } = useTableHost();
  const [ending, setEnding] = useState<Ending>();
  const { phase, outcome, reason, question } = view;
  const chance = chanceOf(view, ticker?.price);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const about = [
    say('market.about'),
    ...(people > 0 ? [say('market.people', { count: people })] : []),
    ...(ticker ? [say('market.volume', { count: ticker.volume })] : []),
  ];
  return (
    <header className="market-head">
      <div>
        <h2 dir="auto">{question}</h2>
        <p className="market-about">
          {about.map((piece) => (
            <span key={piece}>{piece}</span>
          ))}
        </p>
        {phase === 'settled' && (
          <p className="market-end" role="status" dir="auto">
            {say(outcome === 'yes' ? 'market.settled.yes' : 'market.settled.no', { reason })}
          </p>
        )}
        {phase === 'cancelled' && (
          <p className="market-end" role="status" dir="auto">
            {say('market.cancelled', { reason })}
          </p>
        )}
        <div className="market-run">
          <button type="button" onClick={() => copyLink('market')}>
            {say('market.copyLink')}
          </button>
          {phase === 'open' && !archived && runs('market.run') && (
            <>
              <button type="button" onClick={() => setEnding('settle')}>
                {say('market.settle')}
              </button>
              <button type="button" onClick={() => setEnding('callOff')}>
                {say('market.callOff')}
              </button>
            </>
          )}
        </div>
      </div>
      {phase !== 'cancelled' && (
        <p className="market-chance">
          <b>{chance === undefined ? '–' : percent.format(chance)}</b>
          {phase === 'open' && <small>{say(chance === undefined ? 'market.noTrades' : 'market.chance')}</small>}
        </p>
      )}
      {ending && <EndDialog ending={ending} channel={channel} onClose={() => setEnding(undefined)} />}
    </header>
  );
}
