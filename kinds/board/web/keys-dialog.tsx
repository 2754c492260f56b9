import { useTableHost } from '@atrium/table/web';
import { type JSX, useCallback, useEffect, useId, useRef, useState } from 'react';
import * as v from 'valibot';
import { BoardDialog } from './dialog.tsx';
import { Heard } from './heard.tsx';
import { useSay } from './say.ts';

const Key = v.object({ id: v.string(), label: v.string(), usedAt: v.nullable(v.number()) });
const Keys = v.object({ keys: v.array(Key) });
const Made = v.object({ id: v.string(), url: v.string() });

/** Keys with which programs and phones feed the board. A key is shown once, with the line that uses it. */
export function KeysDialog({ onClose }: { onClose(): void }): JSX.Element {
  const say = useSay();
  const { request } = useTableHost();
  const [keys, setKeys] = useState<readonly v.InferOutput<typeof Key>[]>();
  const [made, setMade] = useState<string>();
  const [label, setLabel] = useState('');
  const [wrong, setWrong] = useState('');
  const field = useId();
  const busy = useRef(false);
  const attempt = useCallback(
    async (work: () => Promise<void>): Promise<void> => {
      // A second click while the first is on its way is none.
      if (busy.current) return;
      busy.current = true;
      setWrong('');
      await work().catch((error: unknown) => setWrong(error instanceof Error ? error.message : say('board.reason.other')));
      busy.current = false;
    },
    [say],
  );
  const list = useCallback(async () => setKeys(v.parse(Keys, await request('GET', '/board-keys')).keys), [request]);
  useEffect(() => void attempt(list), [attempt, list]);
  const make = async (): Promise<void> => {
    setMade(v.parse(Made, await request('POST', '/board-keys', { label: label.trim() })).url);
    setLabel('');
    await list();
  };
  return (
    <BoardDialog title={say('board.keys.title')} onClose={onClose}>
      <p>{say('board.keys.about')}</p>
      {made === undefined ? (
        <form
          className="board-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (label.trim() !== '') void attempt(make);
          }}
        >
          <label htmlFor={field}>{say('board.keys.label')}</label>
          <input
            id={field}
            dir="auto"
            value={label}
            maxLength={60}
            placeholder={say('board.keys.example')}
            onChange={(event) => setLabel(event.target.value)}
          />
          <button type="submit" className="board-go" aria-disabled={label.trim() === ''}>
            {say('board.keys.make')}
          </button>
        </form>
      ) : (
        <>
          <p role="status">{say('board.keys.once')}</p>
          <Taken label={say('board.keys.curl')} text={`curl -d '{"thing": "tide gauge", "height": 1.4}' ${made}`} />
          <Taken label={say('board.keys.phone')} text={made} />
        </>
      )}
      <p role="alert" className="board-wrong">
        {wrong}
      </p>
      {keys?.length === 0 && <p className="board-faint">{say('board.keys.none')}</p>}
      <ul className="board-list">
        {keys?.map(({ id, label: name, usedAt }) => (
          <li key={id}>
            <span dir="auto">
              {name} <small>{usedAt === null ? say('board.keys.unused') : <Used at={usedAt} />}</small>
            </span>
            <button
              type="button"
              onClick={() =>
                void attempt(async () => {
                  await request('DELETE', `/board-keys/${id}`);
                  await list();
                })
              }
            >
              {say('board.keys.revoke')}
            </button>
          </li>
        ))}
      </ul>
    </BoardDialog>
  );
}

function Used({ at }: { readonly at: number }): JSX.Element {
  const say = useSay();
  const [before = '', after = ''] = say('board.keys.used', { when: '\0' }).split('\0');
  return (
    <>
      {before}
      <Heard at={at} />
      {after}
    </>
  );
}

/** Something to be taken elsewhere. Where there is no clipboard it is selected, to be copied by hand. */
function Taken({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = (): void => {
    field.current?.select();
    // `navigator.clipboard` is for secure contexts alone.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard)
      void clipboard.writeText(text).then(
        () => setCopied(true),
        () => undefined,
      );
    else setCopied(document.execCommand('copy'));
  };
  return (
    <div className="board-form">
      <label htmlFor={id}>{label}</label>
      <input ref={field} id={id} readOnly dir="ltr" className="board-code" value={text} onFocus={(event) => event.target.select()} />
      <button type="button" onClick={copy}>
        {say(copied ? 'board.keys.copied' : 'board.keys.copy')}
      </button>
    </div>
  );
}
