import './card.css';
import { useChannel, useChannelState } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import { market } from '../contract.ts';
import { chanceOf } from './heading.tsx';
import { useSay } from './say.ts';

/** A market in a message that links it: the question, and how likely it is at this moment. */
export function MarketCard({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const { channel, view, state } = useChannel(market, room);
  const ticker = useChannelState(channel, 'ticker').get('last');
  const chance = view && chanceOf(view, ticker?.price);
  const words =
    state === 'refused'
      ? say('market.notFound')
      : view === undefined
        ? ''
        : view.phase === 'closed'
          ? say('market.ask.waiting')
          : view.phase === 'cancelled'
            ? say('market.cancelled', { reason: view.reason })
            : view.question;
  return (
    <span className="market-card" aria-busy={view === undefined && state !== 'refused'}>
      <span>
        <b dir="auto">{words}</b>
        <small>
          {view?.phase === 'settled'
            ? say(view.outcome === 'yes' ? 'market.settled.yes' : 'market.settled.no', { reason: view.reason })
            : ticker && say('market.volume', { count: ticker.volume })}
        </small>
      </span>
      {chance !== undefined && view?.phase !== 'cancelled' && (
        <b className="market-card-chance">{new Intl.NumberFormat(language, { style: 'percent' }).format(chance)}</b>
      )}
    </span>
  );
}
