import './arena.css';
import type { Channel } from '@atrium/client';
import { useChannel } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { type JSX, type KeyboardEvent, type PointerEvent, useEffect, useReducer, useRef } from 'react';
import { arena, type ArenaView } from '../contract.ts';
import { Play } from './play.ts';
import { useSay } from './say.ts';

/** The arena on a room's table. */
export function Arena({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { channel, view, state } = useChannel(arena, room);
  if (state === 'stale' || state === 'refused') return <p className="arena-instead">{say(state === 'stale' ? 'arena.stale' : 'arena.notFound')}</p>;
  if (!channel || !view)
    return (
      <p className="arena-instead arena-late" aria-busy="true">
        {say('arena.loading')}
      </p>
    );
  return <Open channel={channel} view={view} />;
}

/** Nobody is in the middle of anything there. */
const isFree = (at: Element | null): boolean => at === null || at === document.body || (at instanceof HTMLTextAreaElement && at.value === '');

function Open({ channel, view }: { readonly channel: Channel<typeof arena>; readonly view: ArenaView }): JSX.Element {
  const say = useSay();
  const { me, member, archived, person, copyLink } = useTableHost();
  const canvas = useRef<HTMLCanvasElement>(null);
  const sea = useRef<HTMLDivElement>(null);
  const play = useRef<Play>(undefined);
  const [, again] = useReducer((times: number) => times + 1, 0);
  const names = useRef(person);
  names.current = person;
  const plays = member && !archived;
  useEffect(() => {
    if (!canvas.current) return;
    const made = new Play(channel, canvas.current, {
      me: plays ? me.id : undefined,
      nameOf: (seat, who) => (who === null ? say('arena.bot', { seat: seat + 1 }) : who === me.id ? say('arena.you') : (names.current(who)?.name ?? '…')),
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      changed: again,
    });
    play.current = made;
    // One steers at once, without pressing anything first.
    if (plays && isFree(document.activeElement)) sea.current?.focus({ preventScroll: true });
    return () => {
      play.current = undefined;
      made.close();
    };
  }, [channel, plays, me.id, say]);
  const key = (down: boolean) => (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (play.current?.helm.key(event.code, down)) event.preventDefault();
  };
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 0) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    play.current?.helm.point({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  };
  const said = play.current?.said;
  const seconds = said ? said.left % 60 : 0;
  return (
    <div className="arena">
      <div className="arena-head">
        <b className="arena-clock" role="timer">
          {said &&
            (said.resting
              ? say('arena.rest', { seconds: said.left })
              : say('arena.left', { minutes: Math.floor(said.left / 60), seconds: String(seconds).padStart(2, '0') }))}
        </b>
        <span>{archived ? say('arena.archived') : member ? say('arena.how') : say('arena.visiting')}</span>
        <button type="button" onClick={() => copyLink('arena')}>
          {say('arena.copyLink')}
        </button>
      </div>
      <div className="arena-body">
        <div
          ref={sea}
          className="arena-water"
          tabIndex={0}
          role="application"
          aria-label={say('arena.water')}
          onKeyDown={key(true)}
          onKeyUp={key(false)}
          onBlur={() => play.current?.helm.letGo()}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            event.currentTarget.focus({ preventScroll: true });
            point(event);
          }}
          onPointerMove={point}
          onPointerUp={() => play.current?.helm.point(undefined)}
          onPointerCancel={() => play.current?.helm.point(undefined)}
        >
          <canvas ref={canvas} />
        </div>
        <aside className="arena-side">
          <section aria-label={say('arena.scores')}>
            <h2>{said ? say('arena.round', { round: said.round }) : say('arena.scores')}</h2>
            <ol>
              {said?.scores.map(({ seat, name, score, me: mine }) => (
                <li key={seat} className={mine ? 'arena-mine' : undefined}>
                  <span dir="auto">{name}</span>
                  <b>{score}</b>
                </li>
              ))}
            </ol>
          </section>
          <section aria-label={say('arena.best')}>
            <h2>{say('arena.best')}</h2>
            {view.best.length === 0 ? (
              <p>{say('arena.none')}</p>
            ) : (
              <ol>
                {view.best.map(({ who, score }) => (
                  <li key={who}>
                    <span dir="auto">{who === me.id ? say('arena.you') : (person(who)?.name ?? '…')}</span>
                    <b>{score}</b>
                  </li>
                ))}
              </ol>
            )}
          </section>
          <p>{say('arena.rules')}</p>
        </aside>
      </div>
    </div>
  );
}
