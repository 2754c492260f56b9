import './card.css';
import { useChannel } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import { arena } from '../contract.ts';
import { useSay } from './say.ts';

/** An arena in a message that links it: how the last round went. */
export function ArenaCard({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { person } = useTableHost();
  const { view, state } = useChannel(arena, room);
  const [first] = view?.last?.scores.filter(({ who }) => who !== null) ?? [];
  return (
    <span className="arena-card" aria-busy={view === undefined && state !== 'refused'}>
      <b>{say(state === 'refused' ? 'arena.notFound' : 'arena.card')}</b>
      <small>
        {view && say('arena.rounds', { count: view.rounds })}
        {first && ` · ${person(first.who ?? '')?.name ?? '…'} ${first.score}`}
      </small>
    </span>
  );
}
