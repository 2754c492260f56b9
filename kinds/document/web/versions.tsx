import { useChannel } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { EditorContent, useEditor } from '@tiptap/react';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import type * as Y from 'yjs';
import { Bytes, document, NAME_CHARACTERS, type Version } from '../contract.ts';
import { open } from '../updates.ts';
import { extensionsOf } from './extensions.ts';
import type { Writing } from '../live-document.ts';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';
import { whenOf } from './when.ts';

/** What the document was: looked at, named, and brought back. */
export function Versions({ channel, writes, close }: { readonly channel: Writing; readonly writes: boolean; close(): void }): JSX.Element {
  const say = useSay();
  const { person, language } = useTableHost();
  const { view } = useChannel(document, channel.id);
  const versions = view?.versions ?? [];
  const [chosen, setChosen] = useState<number>();
  const [doc, setDoc] = useState<Y.Doc>();
  const [said, setSaid] = useState('');
  const [name, setName] = useState('');
  const field = useId();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const whole = view?.whole;
  const tail = view?.tail;
  useEffect(() => {
    let wanted = true;
    if (chosen === undefined) setDoc(whole && tail && open({ whole, tail }));
    else
      channel.query('version', { id: chosen }).then(
        ({ reply: { content } }) => {
          if (!wanted) return;
          if (content === '') setSaid(say('document.versions.gone'));
          else setDoc(open({ whole: Bytes.from(atob(content), (letter) => letter.charCodeAt(0)), tail: [] }));
        },
        (error: unknown) => wanted && setSaid(reasonOf(error, say)),
      );
    return () => {
      wanted = false;
    };
  }, [chosen, whole, tail, channel, say]);
  /** A second click while the first is on its way is none. */
  const busy = useRef(false);
  const attempt = async (work: () => Promise<unknown>, done = ''): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    await work().then(
      () => setSaid(done),
      (error: unknown) => setSaid(reasonOf(error, say)),
    );
    busy.current = false;
  };
  const about = ({ by, at }: Version): string =>
    say('document.versions.by', { name: person(by)?.name ?? '…', when: whenOf(at, { language, now: Date.now() }) });
  return (
    <div className="document-versions">
      <nav aria-label={say('document.versions')}>
        <button ref={back} type="button" onClick={close}>
          {say('document.versions.close')}
        </button>
        {writes && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() === '') return;
              void attempt(() => channel.emit('keep', { name: name.trim() }));
              setName('');
            }}
          >
            <label htmlFor={field}>{say('document.versions.name')}</label>
            <input id={field} dir="auto" value={name} maxLength={NAME_CHARACTERS} onChange={(event) => setName(event.target.value)} />
            <button type="submit" aria-disabled={name.trim() === ''}>
              {say('document.versions.keep')}
            </button>
          </form>
        )}
        <p role="status">{said}</p>
        <ul>
          <li>
            <button type="button" aria-pressed={chosen === undefined} onClick={() => setChosen(undefined)}>
              <b>{say('document.versions.now')}</b>
            </button>
          </li>
          {versions.toReversed().map((version) => (
            <li key={version.id}>
              <button type="button" aria-pressed={chosen === version.id} onClick={() => setChosen(version.id)}>
                <b dir="auto">{version.name ?? say('document.versions.unnamed')}</b>
                <small>{about(version)}</small>
              </button>
            </li>
          ))}
        </ul>
        {versions.length === 0 && <p className="document-why">{say('document.versions.none')}</p>}
      </nav>
      <div className="document-page">
        {writes && chosen !== undefined && (
          <div className="document-acts">
            <button
              type="button"
              className="document-go"
              onClick={() => void attempt(() => channel.emit('restore', { id: chosen }).then(() => setChosen(undefined)), say('document.versions.restored'))}
            >
              {say('document.versions.restore')}
            </button>
          </div>
        )}
        {doc && <Still key={doc.clientID} doc={doc} />}
      </div>
    </div>
  );
}

function Still({ doc }: { readonly doc: Y.Doc }): JSX.Element {
  const say = useSay();
  const editor = useEditor({
    injectCSS: false,
    editable: false,
    extensions: extensionsOf({ doc, awareness: undefined, task: (words) => say('document.task', { text: words }) }),
    editorProps: { attributes: { class: 'document-text', 'aria-label': say('document.text'), 'data-begin': say('document.empty'), dir: 'auto' } },
  });
  return <EditorContent editor={editor} className="document-frame" />;
}
