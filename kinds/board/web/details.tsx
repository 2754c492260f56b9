import { useTableHost } from '@atrium/table/web';
import { type JSX, useState } from 'react';
import { Heard } from './heard.tsx';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';
import { type Shown, textOf } from './things.ts';
import type { Tracking } from './use-things.ts';

/** One thing, with every field and when it was measured. */
export function Details({
  channel,
  thing,
  runs,
  close,
}: {
  readonly channel: Tracking;
  readonly thing: Shown;
  readonly runs: boolean;
  close(): void;
}): JSX.Element {
  const say = useSay();
  const { language, copyLink } = useTableHost();
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState('');
  return (
    <aside className="board-details" aria-label={thing.name} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <h2 dir="auto">{thing.name}</h2>
      <dl>
        {Object.entries(thing.fields)
          .filter(([field]) => field !== 'name')
          .map(([field, [value, at]]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd dir="auto">
                {textOf(value, language)}{' '}
                <small title={new Date(at).toLocaleString(language)}>
                  <Heard at={at} />
                </small>
              </dd>
            </div>
          ))}
      </dl>
      <div className="board-acts">
        <button type="button" onClick={close}>
          {say('board.close')}
        </button>
        <button type="button" onClick={() => copyLink(`board-${thing.key}`)}>
          {say('board.copyLink')}
        </button>
        {runs && !sure && (
          <button type="button" onClick={() => setSure(true)}>
            {say('board.drop')}
          </button>
        )}
      </div>
      {sure && (
        <>
          <p>{say('board.drop.about')}</p>
          <button
            type="button"
            className="board-go"
            onClick={() => void channel.emit('drop', { thing: thing.key }).then(close, (error: unknown) => setWrong(reasonOf(error, say)))}
          >
            {say('board.drop.sure', { thing: thing.name })}
          </button>
        </>
      )}
      <p role="alert" className="board-wrong">
        {wrong}
      </p>
    </aside>
  );
}
