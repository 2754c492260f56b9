import './card.css';
import { useChannel, useChannelState } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import { board } from '../contract.ts';
import { Heard } from './heard.tsx';
import { useSay } from './say.ts';
import { columnsOf, shownOf, textOf } from './things.ts';

/** Fields in a card. */
const FIELDS = 3;

/** A board, or one thing on it, in a message that links it: as it is at this moment. */
export function BoardCard({ room, thing }: { readonly room: string; readonly thing?: string | undefined }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const { channel, view, state } = useChannel(board, room);
  const things = useChannelState(channel, 'things');
  const now = thing === undefined ? undefined : things.get(thing);
  const shown = now && shownOf(thing ?? '', now);
  const words = shown?.name ?? (thing === undefined || view === undefined ? (view ? say('board.things', { count: things.size }) : '') : thing);
  return (
    <span className="board-card" aria-busy={view === undefined && state !== 'refused'}>
      <b dir="auto">{state === 'refused' ? say('board.notFound') : words}</b>
      <small>
        {shown &&
          columnsOf([shown])
            .slice(0, FIELDS)
            .map(({ field }) => (
              <span key={field}>
                {field} {textOf(shown.fields[field]?.[0] ?? '', language)}
              </span>
            ))}
        {shown && <Heard at={shown.heard} />}
      </small>
    </span>
  );
}
