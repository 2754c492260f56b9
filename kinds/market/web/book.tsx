import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import { offersOf, type Outcome } from './offer.ts';
import { useSay } from './say.ts';

/** Prices of each side that are shown: the best ones. */
const SHOWN = 6;

interface Props {
  readonly depth: ReadonlyMap<string, number>;
  readonly last: number | undefined;
  /** Somebody points at what others offer: to buy that outcome, at that price. */
  take(outcome: Outcome, price: number): void;
  readonly takes: boolean;
}

/** What waits, by price: above those who sell Yes, below those who buy it. */
export function Book({ depth, last, take, takes }: Props): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const sells = offersOf('yes', depth, null).slice(0, SHOWN);
  const buys = offersOf('no', depth, null).slice(0, SHOWN);
  const most = Math.max(1, ...sells.map(({ shares }) => shares), ...buys.map(({ shares }) => shares));
  const number = new Intl.NumberFormat(language);
  const [ask, bid] = [sells[0]?.price, buys[0] && 100 - buys[0].price];
  const line = (side: 'sell' | 'buy', price: number, { own, shares }: { readonly own: number; readonly shares: number }): JSX.Element => (
    <li key={`${side} ${price}`} className={`market-level market-${side}`}>
      <i style={{ inlineSize: `${(shares / most) * 100}%` }} />
      {takes ? (
        <button type="button" title={say('market.book.take', { price: own })} onClick={() => take(side === 'sell' ? 'yes' : 'no', own)}>
          <span className="market-spoken">{`${say(`market.book.${side}`, { price })}, ${number.format(shares)}`}</span>
          <b aria-hidden="true">{price}</b>
          <span aria-hidden="true">{number.format(shares)}</span>
        </button>
      ) : (
        <span className="market-line">
          <b>{price}</b>
          <span>{number.format(shares)}</span>
        </span>
      )}
    </li>
  );
  return (
    <section className="market-box" aria-label={say('market.book')}>
      <h3>
        <span>{say('market.book.price')}</span>
        <span>{say('market.book.shares')}</span>
      </h3>
      {sells.length + buys.length === 0 ? (
        <p className="market-none">{say('market.book.empty')}</p>
      ) : (
        <ul className="market-book">
          {sells.toReversed().map(({ price, shares }) => line('sell', price, { own: price, shares }))}
          <li className="market-middle">
            <span>{last === undefined ? say('market.noTrades') : say('market.book.last', { price: last })}</span>
            {ask !== undefined && bid !== undefined && <span>{say('market.book.spread', { spread: ask - bid })}</span>}
          </li>
          {buys.map(({ price, shares }) => line('buy', 100 - price, { own: price, shares }))}
        </ul>
      )}
    </section>
  );
}
