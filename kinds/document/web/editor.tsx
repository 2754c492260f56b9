import { useStatus } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { EditorContent, useEditor } from '@tiptap/react';
import { type JSX, useState } from 'react';
import { useChannel } from '@atrium/client/react';
import { document } from '../contract.ts';
import { extensionsOf } from './extensions.ts';
import type { LiveDocument, Writing } from '../live-document.ts';
import { MarkdownDoors } from './markdown-doors.tsx';
import { type DocumentKey, useSay } from './say.ts';
import { Toolbar } from './toolbar.tsx';
import { Versions } from './versions.tsx';
import { whenOf } from './when.ts';

interface Props {
  readonly channel: Writing;
  readonly live: LiveDocument;
  /** What is written is not taken any more. */
  readonly stopped: boolean;
}

/** The text, what can be done to it, and whether it is kept. */
export function DocumentEditor({ channel, live, stopped }: Props): JSX.Element {
  const say = useSay();
  const { member, archived, copyLink } = useTableHost();
  const [looksBack, setLooksBack] = useState(false);
  const writes = member && !archived && !stopped;
  const editor = useEditor(
    {
      injectCSS: false,
      editable: writes,
      extensions: extensionsOf({ doc: live.doc, awareness: live.awareness, task: (words) => say('document.task', { text: words }) }),
      editorProps: {
        attributes: {
          id: 'document-text',
          class: 'document-text',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': say('document.text'),
          'data-begin': say(writes ? 'document.begin' : 'document.empty'),
          dir: 'auto',
        },
      },
    },
    [live, writes],
  );
  const why: DocumentKey | undefined = archived ? 'document.archived' : member ? undefined : 'document.visiting';
  if (looksBack) return <Versions channel={channel} writes={writes} close={() => setLooksBack(false)} />;
  return (
    <>
      {writes && <Toolbar editor={editor} />}
      <div className="document-page">
        {why && <p className="document-why">{say(why)}</p>}
        <EditorContent editor={editor} className="document-frame" />
      </div>
      <footer className="document-foot">
        <Kept channel={channel} live={live} />
        <span className="document-acts">
          <button type="button" onClick={() => copyLink('document')}>
            {say('document.copyLink')}
          </button>
          <MarkdownDoors editor={editor} writes={writes} />
          <button type="button" onClick={() => setLooksBack(true)}>
            {say('document.versions')}
          </button>
        </span>
      </footer>
    </>
  );
}

/** Whether what was written is on disk, and who wrote last. */
function Kept({ channel }: { readonly channel: Writing; readonly live: LiveDocument }): JSX.Element {
  const say = useSay();
  const { person, language } = useTableHost();
  const { state } = useStatus();
  const { view, pending } = useChannel(document, channel.id);
  const edited = view?.edited;
  const key: DocumentKey | undefined = state !== 'open' ? 'document.waiting' : pending.length > 0 ? 'document.saving' : edited ? 'document.saved' : undefined;
  return (
    <p className="document-kept">
      <span role="status">{key && say(key)}</span>
      {edited && state === 'open' && (
        <span>{say('document.edited', { name: person(edited.by)?.name ?? '…', when: whenOf(edited.at, { language, now: Date.now() }) })}</span>
      )}
    </p>
  );
}
