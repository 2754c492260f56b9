import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtriumError } from '@atrium/protocol';
import { createHub, type Hub, type HubOptions, SYSTEM } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { boardKind, privateKind } from '@atrium/testkit';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { expect, test } from 'vitest';
import { mountSocketIO, type MountOptions } from './mount.ts';

type Mounted = ReturnType<typeof mountSocketIO>;
const LOBBY = 'private/lobby';
type Answer = { readonly ok: boolean; readonly [field: string]: unknown };
interface Told {
  readonly name: string;
  readonly data: { readonly text?: string };
  readonly position: readonly [string, number];
}

/** A hub with Socket.IO on it, in a folder that outlives it. */
class House implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'atrium-socketio-'));
  readonly #options: Partial<HubOptions & Pick<MountOptions, 'commands'>>;
  readonly sockets: Socket[] = [];
  port = 0;
  hub!: Hub;
  mounted: Mounted | undefined;
  #stop: (() => Promise<void>) | undefined;

  constructor(options: Partial<HubOptions & Pick<MountOptions, 'commands'>> = {}) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const store = await openSqlite({ directory: join(this.#folder, 'live'), migrations: privateKind.migrations ?? [] });
    this.hub = createHub({ store, kinds: [privateKind, boardKind], ...this.#options });
    const server: HttpServer = createServer();
    const mounted = (this.mounted = mountSocketIO(server, {
      hub: this.hub,
      authenticate: ({ auth }) => {
        const [, who] = /^token-of-(\w+)$/.exec(String(auth['token'])) ?? [];
        if (who === undefined) return { status: 401, error: new AtriumError({ kind: 'unauthorised', message: 'That token opens nothing.' }).toWire() };
        return { identity: { id: who, name: who, role: 'member', session: `session-of-${who}` } };
      },
      ...(this.#options.commands && { commands: this.#options.commands }),
    }));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.#stop = async () => {
      await mounted.close();
      server.closeAllConnections();
      await this.hub.close();
      await store.close();
    };
  }

  async restart(): Promise<void> {
    await this.#stop?.();
    await this.start();
  }

  /** As its documentation has it. */
  client(who: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const socket = io(`http://127.0.0.1:${this.port}`, { auth: { token: `token-of-${who}` }, forceNew: true, ...options });
    this.sockets.push(socket);
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.disconnect();
    await this.#stop?.();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
async function house(options: Partial<HubOptions & Pick<MountOptions, 'commands'>> = {}): Promise<House> {
  const made = new House(options);
  await made.start();
  return made;
}

const ask = (socket: Socket, event: string, ...args: unknown[]): Promise<Answer> => socket.emitWithAck(event, ...args) as Promise<Answer>;
/** What this socket is told of a channel. */
function hears(socket: Socket, channel = LOBBY): { readonly events: Told[]; until(count: number): Promise<Told[]> } {
  const events: Told[] = [];
  let waiting: { readonly count: number; readonly go: () => void } | undefined;
  socket.on('event', (of: string, event: Told) => {
    if (of !== channel) return;
    events.push(event);
    if (waiting && events.length >= waiting.count) waiting.go();
  });
  return {
    events,
    until: async (count) => {
      if (events.length < count) await new Promise<void>((go) => void (waiting = { count, go }));
      return events;
    },
  };
}
const textsOf = (events: readonly Told[]): unknown[] => events.map(({ data }) => data.text);

test.each([['websocket'], ['polling']])(
  '[SO1] [SO2] [SO3] an unmodified client signs in, joins, emits with an acknowledgement and receives, over %s',
  async (transport) => {
    await using at = await house();
    const [ann, bob] = [at.client('ann', { transports: [transport] }), at.client('bob', { transports: [transport] })];
    const heard = hears(bob);
    expect(await ask(ann, 'join', LOBBY)).toMatchObject({ ok: true, resumed: false, view: { lines: [] } });
    await ask(bob, 'join', LOBBY);
    expect(await ask(ann, 'command', LOBBY, 'post', { text: 'hello' })).toEqual({ ok: true, reply: { ordinal: 1 } });
    expect(await heard.until(1)).toMatchObject([{ name: 'posted', data: { text: 'hello' }, position: [expect.any(String), 1] }]);
    expect(await ask(ann, 'query', LOBBY, 'lines', { containing: 'hell' })).toMatchObject({ ok: true });
    expect(await ask(ann, 'command', LOBBY, 'post', { text: 7 })).toMatchObject({ ok: false, error: { kind: 'bad-input' } });
    expect(await ask(ann, 'command', LOBBY, 'nothing', {})).toMatchObject({ ok: false, error: { kind: 'unknown-name' } });
    expect(await ask(ann, 'join', 'nokind/1')).toMatchObject({ ok: false, error: { kind: 'not-found' } });
    expect(await ask(ann, 'join', 7)).toMatchObject({ ok: false, error: { kind: 'bad-message' } });
    expect(await ask(ann, 'query', LOBBY, 'nothing', {})).toMatchObject({ ok: false, error: { kind: 'unknown-name' } });
  },
);

test('[SO1] who is rejected is told why', async () => {
  await using at = await house();
  const mallory = at.client('mallory', { auth: { token: 'guessed' } });
  const [error] = (await once(mallory as never, 'connect_error')) as [Error & { data?: unknown }];
  expect([error.message, error.data]).toEqual(['That token opens nothing.', { kind: 'unauthorised', message: 'That token opens nothing.' }]);
});

test('[SO2] everybody hears everything once and in order, whatever is said at the same time', async () => {
  await using at = await house({ limits: { commands: { perSecond: 1e5, burst: 1e5 } }, commands: { perSecond: 1e5, burst: 1e5 } });
  const sockets = ['ann', 'bob', 'cyd'].map((who) => at.client(who));
  const heard = sockets.map((socket) => hears(socket));
  await Promise.all(sockets.map((socket) => ask(socket, 'join', LOBBY)));
  for (let round = 0; round < 20; round++)
    await Promise.all(
      sockets.flatMap((socket, which) =>
        Array.from({ length: 20 }, (_, index) => ask(socket, 'command', LOBBY, 'post', { text: `${which} ${round} ${index}` })),
      ),
    );
  const all = await Promise.all(heard.map(({ until }) => until(1200)));
  for (const events of all) {
    expect(events.map(({ position }) => position[1])).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1));
    expect(textsOf(events)).toEqual(textsOf(all[0]!));
  }
});

test('[SO4] a command with an id is done once, whichever connection brings it, also after a restart', async () => {
  await using at = await house();
  const first = at.client('ann');
  expect(await ask(first, 'command', LOBBY, 'post', { text: 'once' }, { id: 'm-1' })).toEqual({ ok: true, reply: { ordinal: 1 } });
  first.disconnect();
  const second = at.client('ann');
  expect(await ask(second, 'command', LOBBY, 'post', { text: 'once' }, { id: 'm-1' })).toEqual({ ok: true, reply: { ordinal: 1 } });
  expect(await ask(second, 'command', LOBBY, 'post', { text: 'other' }, { id: 'm-1' })).toMatchObject({ ok: false, error: { kind: 'id-reused' } });
  await at.restart();
  await once(second as never, 'connect');
  expect(await ask(second, 'command', LOBBY, 'post', { text: 'once' }, { id: 'm-1' })).toEqual({ ok: true, reply: { ordinal: 1 } });
  expect(await ask(second, 'join', LOBBY)).toMatchObject({ view: { lines: [{ text: 'once' }] } });
  expect(await ask(second, 'command', LOBBY, 'post', { text: 'x' }, { id: 7 })).toMatchObject({ ok: false, error: { kind: 'bad-message' } });
});

test('[SO5] who joins with a position gets what came after it; with one that never was, the view', async () => {
  await using at = await house();
  const [ann, bob] = [at.client('ann'), at.client('bob')];
  const heard = hears(bob);
  await ask(bob, 'join', LOBBY);
  for (const text of ['one', 'two']) await ask(ann, 'command', LOBBY, 'post', { text });
  const [, last] = await heard.until(2);
  bob.disconnect();
  for (const text of ['three', 'four']) await ask(ann, 'command', LOBBY, 'post', { text });
  bob.connect();
  expect(await ask(bob, 'join', LOBBY, { position: last!.position })).toMatchObject({ ok: true, resumed: true });
  expect(textsOf(await heard.until(4))).toEqual(['one', 'two', 'three', 'four']);
  expect(await ask(bob, 'join', LOBBY, { position: ['9-never', 3] })).toMatchObject({ ok: true, resumed: false, position: [expect.any(String), 4] });
});

test('[SO6] what is private stays so; who is put out is told, and who is signed out is disconnected', async () => {
  await using at = await house();
  const [ann, bob] = [at.client('ann'), at.client('bob')];
  const heard = hears(bob);
  await Promise.all([ask(ann, 'join', LOBBY), ask(bob, 'join', LOBBY)]);
  await ask(ann, 'command', LOBBY, 'post', { text: 'not for bob', to: ['cyd'] });
  await ask(ann, 'command', LOBBY, 'post', { text: 'for all' });
  expect(textsOf(await heard.until(1))).toEqual(['for all']);
  const left = once(bob as never, 'left');
  await at.hub.command({ identity: SYSTEM, channel: LOBBY, name: 'ban', input: { who: 'bob' } });
  expect(await left).toMatchObject([LOBBY, { kind: 'not-found' }]);
  await ask(ann, 'command', LOBBY, 'post', { text: 'without bob' });
  expect(await ask(bob, 'join', LOBBY)).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  expect(heard.events.map(({ name }) => name)).toEqual(['posted', 'banned']);
  const closing = once(ann as never, 'closing');
  at.hub.revoke({ session: 'session-of-ann' });
  expect(await closing).toMatchObject([{ code: 4401 }]);
});

test('[SO7] signals and the state lane come as they do to any client', async () => {
  await using at = await house();
  const [ann, bob] = [at.client('ann'), at.client('bob')];
  await Promise.all([ask(ann, 'join', LOBBY), ask(bob, 'join', LOBBY)]);
  const signal = once(bob as never, 'signal');
  ann.emit('signal', LOBBY, 'typing', { on: true });
  expect(await signal).toMatchObject([LOBBY, { name: 'typing', who: 'ann', data: { on: true } }]);

  // A thousand changes, of which what came last is told: within a window that fills and empties.
  const things = new Map<string, number>();
  const told = Promise.withResolvers<void>();
  bob.on('state', (channel: string, { set }: { set: { things?: [string, { value: number }][] } }) => {
    for (const [key, { value }] of set.things ?? []) things.set(`${channel} ${key}`, value);
    if (things.size === 100 && [...things.values()].every((value) => value === 10)) told.resolve();
  });
  expect(await ask(bob, 'join', 'board/pier')).toMatchObject({ ok: true, view: { count: expect.any(Number) } });
  for (let value = 1; value <= 10; value++)
    await at.hub.command({ identity: SYSTEM, channel: 'board/pier', name: 'fill', input: { count: 100, bytes: 1_000, value } });
  await told.promise;
  expect(things.size).toBe(100);
});

test('[SO8] who reads nothing holds no more than any connection may, and then gets everything', async () => {
  await using at = await house();
  const bob = at.client('bob', { transports: ['websocket'] });
  const heard = hears(bob);
  await ask(bob, 'join', LOBBY);
  const { transport } = bob.io.engine as unknown as { transport: { ws: { pause(): void; resume(): void } } };
  transport.ws.pause();
  const text = 'x'.repeat(10_000);
  const post = (): Promise<unknown> => at.hub.command({ identity: SYSTEM, channel: LOBBY, name: 'post', input: { text } });
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 100 }, post));
  const [socket] = [...at.mounted!.sockets.sockets.values()];
  const { writeBuffer } = socket!.conn as unknown as { writeBuffer: { data?: string }[] };
  const waiting = writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  // 20 MB were said. The budget of a connection, and what one answer of the log brings over it.
  expect(waiting).toBeLessThan(4 * 1024 * 1024);
  transport.ws.resume();
  const events = await heard.until(2_000);
  expect(events.map(({ position }) => position[1])).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
});

test('[SO8] who asks too much is told so', async () => {
  await using at = await house({ commands: { perSecond: 1, burst: 3 } });
  const ann = at.client('ann');
  const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => ask(ann, 'command', LOBBY, 'post', { text: `text ${index}` })));
  expect(answers.map(({ ok, error }) => (ok ? 'ok' : (error as { kind: string }).kind))).toEqual(['ok', 'ok', 'ok', 'too-fast', 'too-fast']);
});
