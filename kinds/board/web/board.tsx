import './board.css';
import { useChannel } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { type JSX, lazy, Suspense, useEffect, useId, useState } from 'react';
import { board, type BoardView } from '../contract.ts';
import { Details } from './details.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { RulesDialog } from './rules-dialog.tsx';
import { useSay } from './say.ts';
import { TableView } from './table-view.tsx';
import { inOrder, type Shown, shownOf } from './things.ts';
import { type Tracking, useThings } from './use-things.ts';
import { Wall } from './wall.tsx';

const MapView = lazy(async () => ({ default: (await import('./map-view.tsx')).MapView }));
const ChartView = lazy(async () => ({ default: (await import('./chart-view.tsx')).ChartView }));
const VIEWS = ['table', 'map', 'chart'] as const;
type View = (typeof VIEWS)[number];

/** The board on a room's table. */
export function Board({ room, thing }: { readonly room: string; readonly thing?: string | undefined }): JSX.Element {
  const say = useSay();
  const { channel, view, state } = useChannel(board, room);
  if (state === 'stale' || state === 'refused') return <p className="board-instead">{say(state === 'stale' ? 'board.stale' : 'board.notFound')}</p>;
  if (!channel || !view)
    return (
      <p className="board-instead board-late" aria-busy="true">
        {say('board.loading')}
      </p>
    );
  return <Open key={channel.address} channel={channel} view={view} thing={thing} />;
}

function Open({ channel, view, thing }: { readonly channel: Tracking; readonly view: BoardView; readonly thing: string | undefined }): JSX.Element {
  const say = useSay();
  const { language, runs, archived, copyLink } = useTableHost();
  const { all, trails } = useThings(channel);
  const [shows, setShows] = useState<View>('table');
  const [chosen, setChosen] = useState(thing);
  const [dialog, setDialog] = useState<'keys' | 'rules'>();
  const [wall, setWall] = useState(false);
  const [past, setPast] = useState<Past>();
  const name = useId();
  useEffect(() => {
    if (thing !== undefined) setChosen(thing);
  }, [thing]);
  const things = past?.things ?? inOrder(all, language);
  const runsIt = runs('board.run') && !archived;
  const details = things.find(({ key }) => key === chosen);
  if (wall) return <Wall things={things} trails={trails} leave={() => setWall(false)} />;
  return (
    <div className="board">
      <header className="board-head">
        <fieldset className="board-views" aria-label={say('board.view')}>
          {VIEWS.map((each) => (
            <label key={each}>
              <input type="radio" name={name} checked={shows === each} onChange={() => setShows(each)} />
              {say(`board.view.${each}`)}
            </label>
          ))}
        </fieldset>
        <p className="board-count">{say('board.things', { count: things.length })}</p>
        <AsOf channel={channel} past={past} show={setPast} />
        <span className="board-acts">
          <button type="button" onClick={() => setWall(true)}>
            {say('board.wall')}
          </button>
          <button type="button" onClick={() => copyLink('board')}>
            {say('board.copyLink')}
          </button>
          {runsIt && (
            <>
              <button type="button" onClick={() => setDialog('keys')}>
                {say('board.feed')}
              </button>
              <button type="button" onClick={() => setDialog('rules')}>
                {say('board.rules')}
              </button>
            </>
          )}
        </span>
      </header>
      <div className="board-body">
        {things.length === 0 ? (
          <div className="board-empty">
            <h2>{say('board.empty')}</h2>
            <p>{say(runsIt ? 'board.empty.owner' : 'board.empty.member')}</p>
            {runsIt && (
              <button type="button" className="board-go" onClick={() => setDialog('keys')}>
                {say('board.feed')}
              </button>
            )}
          </div>
        ) : (
          <Suspense>
            {shows === 'table' && (
              <TableView
                channel={channel}
                things={things}
                trails={past ? undefined : trails}
                rules={view.rules}

                chosen={chosen}
                choose={setChosen}
              />
            )}
            {shows === 'map' && <MapView things={things} chosen={chosen} choose={setChosen} />}
            {shows === 'chart' && <ChartView channel={channel} things={things} chosen={chosen} />}
          </Suspense>
        )}
        {details && <Details channel={channel} thing={details} runs={runsIt && !past} close={() => setChosen(undefined)} />}
      </div>
      {dialog === 'keys' && <KeysDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'rules' && <RulesDialog channel={channel} rules={view.rules} things={things} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

interface Past {
  readonly at: number;
  readonly things: readonly Shown[];
}

/** The board as it was at a time. */
function AsOf({ channel, past, show }: { readonly channel: Tracking; readonly past: Past | undefined; show(past: Past | undefined): void }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const [asking, setAsking] = useState(false);
  const ask = async (at: number): Promise<void> => {
    if (!Number.isFinite(at)) return;
    const { reply } = await channel.query('asOf', { at });
    const things = reply.things.map(({ thing, fields }) => {
      const heard = Math.max(...Object.values(fields).map(([, when]) => when));
      return shownOf(thing, { fields, heard, crossed: [] });
    });
    show({ at, things: inOrder(things, language) });
  };
  if (!asking)
    return (
      <button type="button" onClick={() => setAsking(true)}>
        {say('board.asOf')}
      </button>
    );
  return (
    <span className="board-as-of">
      <label>
        {say('board.asOf.when')}{' '}
        <input
          type="datetime-local"
          step={1}
          ref={(field) => field?.focus()}
          onChange={(event) => void ask(new Date(event.target.value).getTime()).catch(() => undefined)}
        />
      </label>
      <button
        type="button"
        onClick={() => {
          setAsking(false);
          show(undefined);
        }}
      >
        {say('board.asOf.now')}
      </button>
      <span role="status">{past && say('board.asOf.showing', { when: new Date(past.at).toLocaleString(language) })}</span>
    </span>
  );
}
