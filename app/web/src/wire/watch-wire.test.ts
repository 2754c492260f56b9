import { afterAll, expect, test, vi } from 'vitest';
import { Recorder } from './recorder.ts';

/** A browser's WebSocket as far as it is looked at; real ones are looked at end to end. */
class Socket extends EventTarget {
  static readonly CLOSED = 3;
  readonly url: string;
  readonly protocol = 'a';
  readyState = 0;
  readonly written: unknown[] = [];
  constructor(url: string) {
    super();
    this.url = url;
  }
  send(data: unknown): void {
    this.written.push(data);
  }
}
vi.stubGlobal('WebSocket', Socket);
afterAll(() => vi.unstubAllGlobals());
const { WatchedSocket } = await import('./watched-socket.ts');
const { watchWire } = await import('./watch-wire.ts');

const record = () => new Recorder({ now: () => 5, later: (task) => task() });
const hear = (socket: EventTarget, data: unknown) => socket.dispatchEvent(new MessageEvent('message', { data }));
const what = (recorder: Recorder): readonly string[] => recorder.look().entries.map((entry) => entry.what);

test('[WP10] while nobody looks, a socket is as it is: nothing is kept, everything is sent', () => {
  const socket = new WatchedSocket('ws://hub.test/live', ['a']);
  socket.dispatchEvent(new Event('open'));
  socket.send('{"t":"beat"}');
  hear(socket, '{"t":"beat"}');
  expect((socket as unknown as Socket).written).toEqual(['{"t":"beat"}']);
  const recorder = record();
  const off = watchWire(recorder);
  expect(what(recorder)).toEqual(['asked', 'accepted']);
  socket.send('{"t":"beat"}');
  hear(socket, '{"t":"beat"}');
  expect(what(recorder)).toEqual(['asked', 'accepted', 'frame', 'frame']);
  off();
  socket.send('{"t":"beat"}');
  hear(socket, '{"t":"beat"}');
  socket.dispatchEvent(new Event('close'));
  new WatchedSocket('ws://hub.test/live');
  expect(what(recorder)).toHaveLength(4);
  expect([socket.onsent, socket.onheard, WatchedSocket.made]).toEqual([undefined, undefined, undefined]);
});

test('[WP6] each new connection is looked at from its handshake on, and the one before not any more', () => {
  const recorder = record();
  const off = watchWire(recorder);
  const first = new WatchedSocket('ws://hub.test/live', ['b', 'a']);
  expect(recorder.look().handshake).toMatchObject({ url: 'ws://hub.test/live', offered: ['b', 'a'], accepted: undefined });
  first.dispatchEvent(new Event('open'));
  expect(recorder.look().handshake?.accepted?.chosen).toBe('a');
  expect(recorder.look().handshake?.accepted?.tookMs).toBeGreaterThanOrEqual(0);
  const second = new WatchedSocket('ws://hub.test/live', 'a');
  first.send('late');
  hear(first, 'late');
  expect(recorder.look().counts.sent.frames + recorder.look().counts.heard.frames).toBe(0);
  second.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }));
  expect(what(recorder).slice(-2)).toEqual(['asked', 'unaccepted']);
  off();
});
