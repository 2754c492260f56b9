import './document.css';
import { useChannel } from '@atrium/client/react';
import { useTableHost } from '@atrium/table/web';
import { type JSX, useEffect, useRef, useState } from 'react';
import { document } from '../contract.ts';
import { colourOf } from './cursors.ts';
import { DocumentEditor } from './editor.tsx';
import { LiveDocument, type Writing } from '../live-document.ts';
import { Refused } from './refused.tsx';
import { useSay } from './say.ts';

/** The document on a room's table. */
export function Document({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { channel, view, state } = useChannel(document, room);
  if (state === 'stale' || state === 'refused') return <p className="document-instead">{say(state === 'stale' ? 'document.stale' : 'document.notFound')}</p>;
  if (!channel || !view)
    return (
      <p className="document-instead document-late" aria-busy="true">
        {say('document.loading')}
      </p>
    );
  return <Open channel={channel} />;
}

function Open({ channel }: { readonly channel: Writing }): JSX.Element | null {
  const { person } = useTableHost();
  const names = useRef(person);
  names.current = person;
  const [live, setLive] = useState<LiveDocument>();
  const [refused, setRefused] = useState<unknown>();
  /** How often one has begun anew from what everybody has. */
  const [begun, setBegun] = useState(0);
  useEffect(() => {
    const opened = new LiveDocument(channel, {
      writer: (who) => ({ name: names.current(who)?.name ?? '…', colour: colourOf(who) }),
      refused: setRefused,
    });
    setLive(opened);
    const leave = (): void => opened.flush();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      opened.close();
    };
  }, [channel, begun]);
  if (!live || live.doc.isDestroyed) return null;
  return (
    <div className="document">
      {refused !== undefined && (
        <Refused
          live={live}
          error={refused}
          onwards={() => {
            setRefused(undefined);
            setBegun((times) => times + 1);
          }}
        />
      )}
      <DocumentEditor key={live.doc.clientID} channel={channel} live={live} stopped={refused !== undefined} />
    </div>
  );
}
