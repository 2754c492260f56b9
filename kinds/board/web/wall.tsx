import { useTableHost } from '@atrium/table/web';
import { type JSX, useEffect, useRef } from 'react';
import { useSay } from './say.ts';
import { columnsOf, type Shown, textOf } from './things.ts';
import { lineOf, type Trails } from './trails.ts';

const SPARK = { width: 200, height: 36 };

/** The board for a screen on the wall: large, and nothing to press. Esc, or its one button, leaves it. */
export function Wall({ things, trails, leave }: { readonly things: readonly Shown[]; readonly trails: Trails; leave(): void }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const wall = useRef<HTMLDivElement>(null);
  const leaving = useRef(leave);
  leaving.current = leave;
  useEffect(() => {
    const element = wall.current;
    // Where a browser does not let it, it fills the window.
    element?.requestFullscreen?.().catch(() => undefined);
    element?.focus();
    const left = (): void => {
      if (!document.fullscreenElement) leaving.current();
    };
    document.addEventListener('fullscreenchange', left);
    return () => {
      document.removeEventListener('fullscreenchange', left);
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
  const columns = columnsOf(things).filter(({ sort }) => sort !== 'place');
  const [main] = columns.filter(({ sort }) => sort === 'number');
  return (
    <div ref={wall} className="board-wall" tabIndex={-1} onKeyDown={(event) => event.key === 'Escape' && leave()}>
      <button type="button" onClick={leave}>
        {say('board.wall.leave')}
      </button>
      <ul>
        {things.map((thing) => (
          <li key={thing.key} className={thing.crossed.length > 0 ? 'board-alarm' : undefined}>
            <b dir="auto">{thing.name}</b>
            {main && thing.fields[main.field] && (
              <>
                <strong>{textOf(thing.fields[main.field]?.[0] ?? '', language)}</strong>
                <svg viewBox={`0 -2 ${SPARK.width} ${SPARK.height + 4}`} preserveAspectRatio="none" aria-hidden="true">
                  <path d={lineOf(trails.of(thing.key, main.field), SPARK)} />
                </svg>
              </>
            )}
            <small>
              {columns
                .filter(({ field }) => thing.fields[field])
                .map(({ field }) => `${field} ${textOf(thing.fields[field]?.[0] ?? '', language)}`)
                .join(' · ')}
            </small>
          </li>
        ))}
      </ul>
    </div>
  );
}
