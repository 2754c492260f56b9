import './wire.css';
import type { Client, Status } from '@atrium/client';
import { type JSX, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from '../parts/Button.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { Explanation } from './Explanation.tsx';
import { Frames } from './Frames.tsx';
import { HandshakePage } from './HandshakePage.tsx';
import { countRequests, type HttpCount, statusOf } from './http-requests.ts';
import type { Recorded } from './recorder.ts';
import { ResumedCard } from './ResumedCard.tsx';
import { Tabs } from './Tabs.tsx';
import { useRecorder, useRequests } from './use-recorder.ts';
import { WatchedSocket } from './watched-socket.ts';
import { sizeIn, timeIn } from './words.ts';

/** This page's own connection, from its handshake on: what passes, what it costs, and what happens when it is cut. */
export function WirePanel({ client, close }: { readonly client: Client | undefined; close(): void }): JSX.Element {
  const { say } = useSpeech();
  const { recorder, recorded } = useRecorder(client);
  const requests = useRequests();
  const status = useStatusOf(client);
  const [page, setPage] = useState<'frames' | 'handshake' | 'explanation'>('frames');
  const panel = useFocusWhileOpen(close);
  const { handshake } = recorded;
  const since = WatchedSocket.newest?.acceptedAt;
  const http = handshake?.accepted === undefined || since === undefined ? undefined : countRequests(requests, since);
  const online = status?.state === 'open' || status?.state === 'connecting';

  const cut = (): void => {
    recorder.cut();
    client?.disconnect();
  };
  return (
    <aside ref={panel} className="wire" aria-label={say('wire.title')} data-region tabIndex={-1}>
      <header className="head">
        <h2 tabIndex={-1}>{say('wire.title')}</h2>
        <div className="tools">
          <IconButton icon="close" label={say('close')} onClick={close} />
        </div>
      </header>
      <div className="wire-top">
        <StatusLine status={status} />
        <div className="wire-acts">
          <Button
            look={status?.state === 'waiting' ? 'main' : 'plain'}
            disabled={status?.state !== 'waiting' && !online}
            onClick={() => (online ? cut() : client?.reconnect())}
          >
            {say(online || status?.state !== 'waiting' ? 'wire.cut' : 'wire.connect')}
          </Button>
          <Button
            disabled={status?.state !== 'open'}
            onClick={() => {
              cut();
              client?.reconnect();
            }}
          >
            {say('wire.cutAndResume')}
          </Button>
        </div>
        {page === 'frames' && <Figures recorded={recorded} http={http} />}
        {page === 'frames' && recorded.resumed !== undefined && <ResumedCard resumed={recorded.resumed} />}
      </div>
      <Tabs
        label={say('wire.title')}
        chosen={page}
        choose={setPage}
        tabs={[
          { name: 'frames', label: say('wire.frames') },
          { name: 'handshake', label: say('wire.handshake') },
          { name: 'explanation', label: say('wire.explanation') },
        ]}
      >
        {page === 'frames' ? (
          <Frames recorded={recorded} />
        ) : page === 'handshake' ? (
          <HandshakePage handshake={handshake} status={handshake && statusOf(requests, handshake.url.replace(/^ws/, 'http'))} />
        ) : (
          <Explanation recorded={recorded} http={http} />
        )}
      </Tabs>
    </aside>
  );
}

const quiet = (): (() => void) => () => undefined;
const useStatusOf = (client: Client | undefined): Status | undefined =>
  useSyncExternalStore(client === undefined ? quiet : (listener) => client.on('status', listener), () => client?.status);

/** Begins at the heading, for whoever came by keyboard or listens; Esc closes, and what had the focus has it again. */
function useFocusWhileOpen(close: () => void): React.RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null);
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  }, [close]);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.querySelector('h2')?.focus({ preventScroll: true });
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    const element = panel.current;
    return () => {
      removeEventListener('keydown', press);
      if (
        before instanceof HTMLElement &&
        before.isConnected &&
        (document.activeElement === document.body || element?.contains(document.activeElement) !== false)
      )
        before.focus();
    };
  }, []);
  return panel;
}

function StatusLine({ status }: { readonly status: Status | undefined }): JSX.Element {
  const { say, tongue } = useSpeech();
  const text =
    status === undefined || status.state === 'closed'
      ? say('wire.none')
      : status.state === 'open'
        ? say('wire.open', { time: timeIn(tongue.locale, status.since) })
        : status.state === 'connecting'
          ? say('connection.connecting')
          : status.state === 'rejected'
            ? say('wire.rejectedNow')
            : say(status.retryAt === undefined ? 'wire.off' : 'wire.lost');
  return (
    <p className="wire-status" role="status" data-state={status?.state ?? 'closed'}>
      {text}
    </p>
  );
}

/** In the order in which they matter: what was said, and what it would have cost to ask. */
function Figures({ recorded, http }: { readonly recorded: Recorded; readonly http: HttpCount | undefined }): JSX.Element {
  const { say, tongue } = useSpeech();
  const number = new Intl.NumberFormat(tongue.locale);
  const { sent, heard } = recorded.counts;
  return (
    <dl className="wire-figures">
      <div>
        <dt>{say('wire.sent')}</dt>
        <dd>
          <b>{number.format(sent.frames)}</b> <small>{sizeIn(say, sent.bytes)}</small>
        </dd>
      </div>
      <div>
        <dt>{say('wire.heard')}</dt>
        <dd>
          <b>{number.format(heard.frames)}</b> <small>{sizeIn(say, heard.bytes)}</small>
        </dd>
      </div>
      <div>
        <dt>{say('wire.http')}</dt>
        <dd>
          <b>{http === undefined ? '–' : number.format(http.requests)}</b>{' '}
          {http !== undefined && http.files > 0 && <small>{say('wire.files', { count: http.files })}</small>}
        </dd>
      </div>
    </dl>
  );
}
