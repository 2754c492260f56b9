import { useClient } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import type { MarketView } from '../contract.ts';
import { useSay } from './say.ts';
import { whenOf } from './when.ts';

const SHOWN = 8;

/** The last trades of all, newest first. */
export function Tape({ view }: { readonly view: MarketView }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const number = new Intl.NumberFormat(language);
  const now = useClient().now();
  return (
    <section className="market-box" aria-label={say('market.tape')}>
      <h3>{say('market.tape')}</h3>
      {view.tape.length === 0 ? (
        <p className="market-none">{say('market.tape.none')}</p>
      ) : (
        <ol className="market-list">
          {view.tape
            .slice(-SHOWN)
            .toReversed()
            .map(({ id, price, quantity, taker, at }) => (
              <li key={id}>
                <span className={taker === 'buy' ? 'market-up' : undefined}>
                  {number.format(quantity)} × {price}
                </span>
                <time dateTime={new Date(at).toISOString()}>{whenOf(at, { language, now })}</time>
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}
