import './market.css';
import type { Channel } from '@atrium/client';
import { useChannel, useChannelState } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { type JSX, useState } from 'react';
import { market, type MarketView } from '../contract.ts';
import { Ask } from './ask.tsx';
import { Book } from './book.tsx';
import { Chart } from './chart.tsx';
import { Heading } from './heading.tsx';
import type { Outcome } from './offer.ts';
import { useSay } from './say.ts';
import { Standing } from './standing.tsx';
import { Tape } from './tape.tsx';
import { Ticket } from './ticket.tsx';
import { Yours } from './yours.tsx';

export type Trading = Channel<typeof market>;

/** The market on a room's table, with everything that belongs to it. */
export function Market({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { channel, view, state } = useChannel(market, room);
  if (state === 'stale' || state === 'refused') return <p className="market-instead">{say(state === 'stale' ? 'market.stale' : 'market.notFound')}</p>;
  if (!channel || !view)
    return (
      <p className="market-instead market-late" aria-busy="true">
        {say('market.loading')}
      </p>
    );
  return view.phase === 'closed' ? <Ask channel={channel} /> : <Open channel={channel} view={view} />;
}

function Open({ channel, view }: { readonly channel: Trading; readonly view: MarketView }): JSX.Element {
  const say = useSay();
  const { member, archived } = useTableHost();
  const depth = useChannelState(channel, 'depth');
  const worth = useChannelState(channel, 'worth');
  const ticker = useChannelState(channel, 'ticker').get('last');
  const [outcome, setOutcome] = useState<Outcome>('yes');
  /** A price that was pointed at in the book. */
  const [pointed, setPointed] = useState<{ readonly price: number; readonly at: number }>();
  const open = view.phase === 'open' && !archived;
  const why = view.phase !== 'open' ? undefined : archived ? say('market.archived') : member ? undefined : say('market.visiting');
  return (
    <div className="market">
      <Heading channel={channel} view={view} ticker={ticker} people={worth.size} />
      <div className="market-column">
        <Chart channel={channel} view={view} />
        <Yours channel={channel} view={view} last={ticker?.price} open={open} />
      </div>
      <div className="market-column">
        {open && member ? (
          <Ticket channel={channel} view={view} depth={depth} last={ticker?.price} outcome={outcome} choose={setOutcome} pointed={pointed} />
        ) : (
          why !== undefined && <p className="market-box market-why">{why}</p>
        )}
        {view.phase === 'open' && (
          <Book
            depth={depth}
            last={ticker?.price}
            take={(toBuy, price) => {
              setOutcome(toBuy);
              setPointed({ price, at: Date.now() });
            }}
            takes={open && member}
          />
        )}
        <Standing worth={worth} />
        <Tape view={view} />
      </div>
    </div>
  );
}
