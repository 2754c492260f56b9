import { useClient } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { type JSX, useRef, useState } from 'react';
import { GRANT, type MarketView } from '../contract.ts';
import type { Trading } from './market.tsx';
import { outcomeOf, priceOf, worthOf } from './offer.ts';
import { reasonOf } from './reason.ts';
import { type MarketKey, useSay } from './say.ts';
import { whenOf } from './when.ts';

/** Trades of one's own that are shown. */
const SHOWN = 8;

/** Something that one has; what it was bought for, where it is shares. */
interface Row {
  readonly what: string;
  readonly bought?: string;
  readonly now?: string;
  readonly worth: number;
  readonly gain?: number;
}

interface Props {
  readonly channel: Trading;
  readonly view: MarketView;
  readonly last: number | undefined;
  readonly open: boolean;
}

/** What one has, what waits and what was traded: nobody else sees it. */
export function Yours({ channel, view, last, open }: Props): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const [notice, setNotice] = useState('');
  const section = useRef<HTMLElement>(null);
  const number = new Intl.NumberFormat(language);
  const now = useClient().now();
  const average = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const { mine } = view;
  if (!mine) {
    return (
      <section className="market-box market-yours" aria-label={say('market.yours')}>
        <h3>{say('market.yours')}</h3>
        <p className="market-none">{say('market.yours.none')}</p>
      </section>
    );
  }
  const price = last ?? 50;
  const gain = worthOf(mine, price) - GRANT;
  const holding = (what: MarketKey, { count, each, paid }: { readonly count: number; readonly each: number; readonly paid: number }): readonly Row[] =>
    count === 0
      ? []
      : [{ what: say(what, { count }), bought: average.format(paid / count), now: number.format(each), worth: count * each, gain: count * each - paid }];
  const rows: readonly Row[] = [
    ...holding('market.holdingYes', { count: mine.yes, each: price, paid: mine.paidYes }),
    ...holding('market.holdingNo', { count: mine.no, each: 100 - price, paid: mine.paidNo }),
    { what: say('market.free'), worth: mine.free },
    ...(mine.held > 0 ? [{ what: say('market.held'), worth: mine.held }] : []),
  ];
  const cancel = (id: number): void => {
    setNotice('');
    // The button goes with its order, and must not take the keyboard along.
    section.current?.focus({ preventScroll: true });
    channel.emit('cancel', { id }).then(
      () => setNotice(say('market.cancelled.said')),
      (error: unknown) => setNotice(reasonOf(error, say)),
    );
  };
  return (
    <section ref={section} tabIndex={-1} className="market-box market-yours" aria-label={say('market.yours')}>
      <h3>
        <span>{say('market.yours')}</span>
        <span className={gain > 0 ? 'market-up' : undefined}>{say('market.yours.gain', { gain: signed.format(gain) })}</span>
      </h3>
      <table className="market-table">
        <thead>
          <tr>
            <th scope="col">{say('market.holding')}</th>
            <th scope="col">{say('market.bought')}</th>
            <th scope="col">{say('market.price')}</th>
            <th scope="col">{say('market.worth')}</th>
            <th scope="col">{say('market.gain')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, bought, now: at, worth, gain: won }) => (
            <tr key={what}>
              <td>{what}</td>
              <td>{bought}</td>
              <td>{at}</td>
              <td>{number.format(worth)}</td>
              <td className={won !== undefined && won > 0 ? 'market-up' : undefined}>{won !== undefined && signed.format(won)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {mine.orders.length > 0 && (
        <>
          <h4>{say('market.orders')}</h4>
          <ul className="market-list">
            {mine.orders.map(({ id, side, price: at, quantity, left }) => (
              <li key={id}>
                <span>{say(`market.order.${outcomeOf(side)}`, { left, quantity, price: priceOf(side, at) })}</span>
                {open && (
                  <button type="button" onClick={() => cancel(id)}>
                    {say('market.cancel')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {mine.fills.length > 0 && (
        <>
          <h4>{say('market.fills')}</h4>
          <ul className="market-list">
            {mine.fills
              .slice(-SHOWN)
              .toReversed()
              .map(({ trade, order, side, price: at, quantity, at: time }) => (
                <li key={`${trade} ${order}`}>
                  <span>{say(`market.fill.${outcomeOf(side)}`, { quantity, price: priceOf(side, at) })}</span>
                  <time dateTime={new Date(time).toISOString()}>{whenOf(time, { language, now })}</time>
                </li>
              ))}
          </ul>
        </>
      )}
      <p className="market-spoken" role="status">
        {notice}
      </p>
    </section>
  );
}
