import type { Recorder } from './recorder.ts';
import { WatchedSocket } from './watched-socket.ts';

/** Looks at the page's connection, and at each that follows, until it is called off. */
export function watchWire(recorder: Recorder): () => void {
  let off = (): void => {};
  const look = (socket: WatchedSocket): void => {
    off();
    const { url, offered, askedOn, askedAt } = socket;
    const over = new AbortController();
    off = () => {
      over.abort();
      socket.onsent = socket.onheard = undefined;
    };
    const accepted = (): void => recorder.accepted({ chosen: socket.protocol, tookMs: (socket.acceptedAt ?? performance.now()) - askedAt });
    recorder.began({ url, offered, askedOn });
    if (socket.acceptedAt !== undefined) accepted();
    if (socket.readyState === WebSocket.CLOSED) return;
    socket.onsent = (data) => recorder.sent(data);
    socket.onheard = (data) => recorder.heard(data);
    socket.addEventListener('open', accepted, { signal: over.signal });
    socket.addEventListener('close', ({ code, reason }) => recorder.ended({ code, reason }), { signal: over.signal });
  };
  if (WatchedSocket.newest) look(WatchedSocket.newest);
  WatchedSocket.made = look;
  return () => {
    off();
    WatchedSocket.made = undefined;
  };
}
