import type { Client } from '@atrium/client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { followRequests, type Request } from './http-requests.ts';
import { type Recorded, Recorder } from './recorder.ts';
import { watchWire } from './watch-wire.ts';

/** What passes on this page's connection while it is drawn; the recorder, for what only the person knows. */
export function useRecorder(client: Client | undefined): { readonly recorder: Recorder; readonly recorded: Recorded } {
  const [recorder] = useState(() => new Recorder({ now: () => Date.now(), later: (task) => void requestAnimationFrame(task) }));
  useEffect(() => watchWire(recorder), [recorder]);
  useEffect(() => {
    if (client === undefined) return;
    recorder.ask((ch) => client.addressOf(ch));
    const hear = ({ error }: Client['status']): void => {
      if (error) recorder.rejected(error);
    };
    hear(client.status);
    return client.on('status', hear);
  }, [client, recorder]);
  return { recorder, recorded: useSyncExternalStore(recorder.subscribe, recorder.look) };
}

const none: readonly Request[] = [];
/** The page's HTTP requests, as far back as the browser remembers them. */
export function useRequests(): readonly Request[] {
  const [all, setAll] = useState(none);
  useEffect(() => followRequests(setAll), []);
  return all;
}
