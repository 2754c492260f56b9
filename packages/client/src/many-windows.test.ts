import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import type { Channel } from './channel.ts';
import type { Client } from './client.ts';
import { connect } from './connect.ts';
import { indexedDbOutbox, type Locks } from './outbox/indexeddb.ts';
import type { Outbox } from './outbox/outbox.ts';
import { hostSurroundings } from './surroundings.ts';
import { settle } from './testing/fake-clock.ts';
import { MiniHub } from './testing/mini-hub.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

afterEach(() => vi.unstubAllGlobals());

/** A sequence that is the same at every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}
const storage = (map = new Map<string, string>()) => ({
  getItem: (key: string) => map.get(key) ?? null,
  setItem: (key: string, value: string) => void map.set(key, value),
  removeItem: (key: string) => void map.delete(key),
  key: (index: number) => [...map.keys()][index] ?? null,
  get length() {
    return map.size;
  },
});
/** Lets the disk do what it was asked for: the one of the tests does one thing a turn. */
const quiet = async (turns = 30): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await settle();
};
/** Ids that are claimed on connections that are open. */
const claimed = (hub: MiniHub): readonly string[] => hub.open.flatMap((socket) => socket.saidOf('claim').flatMap(({ clients }) => clients));

const WINDOWS = 20;
for (const [kind, locks] of [
  ['locks', navigator.locks as unknown as Locks],
  ['leases', undefined],
] as const) {
  test(`[CL107] twenty windows of one person, with ${kind}: each its own id, every command once, all equal`, async () => {
    const pick = seeded(11);
    const world = new World();
    const hub = new MiniHub(() => world.clock.now());
    world.onSocket = (socket) => void setImmediate(() => hub.accept(socket));
    const factory = new IDBFactory();
    const local = storage();
    const outbox = (): Outbox => indexedDbOutbox({ clock: world.clock, factory, storage: local, ...(locks && { locks }) });
    const windows: { readonly client: Client; readonly channel: Channel<typeof notes> }[] = [];
    for (let window = 0; window < WINDOWS; window++) {
      const client = world.client({ outbox: outbox(), identity: 'ann' });
      windows.push({ client, channel: client.channel(notes, 'one') });
    }
    const given: string[] = [];
    const say = (window: number): void => {
      const text = `window ${window}, note ${given.length}`;
      given.push(text);
      windows[window]?.channel.emit('add', { text }).catch(() => {});
    };
    for (let window = 0; window < WINDOWS; window++) say(window);
    for (let step = 0; step < 60; step++) {
      const what = pick(6);
      if (what < 3) say(pick(windows.length));
      else if (what === 3) hub.open.filter(() => pick(4) === 0).forEach((socket) => hub.cut(socket));
      else if (what === 4 && windows.length > 15) await windows.splice(pick(windows.length), 1)[0]?.client.close();
      for (let message = 0; message < 40; message++) {
        hub.take();
        hub.deliver();
      }
      await quiet();
      for (const socket of hub.open) if (socket.over) hub.cut(socket);
      world.clock.turn(100);
      const ids = claimed(hub);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (let round = 0, still = 0; still < 4 && round < 30; round++) {
      still += 1;
      while (hub.take() || hub.deliver()) still = 0;
      // Long enough that what was left behind is looked for.
      world.clock.turn(5_000);
      for (const { client } of windows) if (client.status.state === 'waiting') client.reconnect();
      await quiet(500);
    }
    expect(hub.log.map(({ text }) => text).sort()).toEqual([...given].sort());
    for (const { channel } of windows) {
      expect(texts(channel.view)).toEqual(hub.log.map(({ text }) => text));
      expect(channel.pending).toEqual([]);
    }
    const ids = claimed(hub);
    expect(ids.length).toBeGreaterThanOrEqual(windows.length);
    expect(new Set(ids).size).toBe(ids.length);
    await Promise.all(windows.map(({ client }) => client.close()));
  });
}

test('[CL108] a duplicated window, which has a copy of what the first one kept for itself, takes another id', async () => {
  const kept = { session: new Map<string, string>(), local: new Map<string, string>() };
  vi.stubGlobal('sessionStorage', storage(kept.session));
  vi.stubGlobal('localStorage', storage(kept.local));
  vi.stubGlobal('indexedDB', new IDBFactory());
  const world = new World();
  const ids: string[] = [];
  const clients: Client[] = [];
  for (let window = 0; window < WINDOWS; window++) {
    const { newId } = hostSurroundings();
    const client = connect('ws://hub.test/live', { identity: 'ann', surroundings: { ...world.surroundings, newId } });
    client.emit(notes, 'one', 'add', { text: 'a' }).catch(() => {});
    clients.push(client);
    const socket = world.welcome();
    await quiet();
    ids.push(socket.saidOf('claim')[0]?.clients[0] ?? '');
  }
  expect(new Set(ids).size).toBe(WINDOWS);
  expect(ids.every((id) => /^[\w-]{16,40}$/.test(id))).toBe(true);
  expect(kept.session.size).toBe(0);
  await Promise.all(clients.map((client) => client.close()));
});

test('[CL109] a browser that ended without a word and is restored sends what waited once, whichever of its windows comes first', async () => {
  const world = new World();
  const hub = new MiniHub(() => world.clock.now());
  const factory = new IDBFactory();
  const outbox = (): Outbox => indexedDbOutbox({ clock: world.clock, factory });
  const ended = Array.from({ length: 3 }, () => world.client({ outbox: outbox(), identity: 'ann' }));
  for (const [window, client] of ended.entries()) {
    client.emit(notes, 'one', 'add', { text: `left in ${window}, first` }).catch(() => {});
    client.emit(notes, 'one', 'add', { text: `left in ${window}, second` }).catch(() => {});
  }
  await quiet();
  // Its process is gone: no timer rings, nothing is said any more.
  world.clock.sleep(3_600_000);
  world.onSocket = (socket) => void setImmediate(() => hub.accept(socket));
  const restored = Array.from({ length: 3 }, () => world.client({ outbox: outbox(), identity: 'ann' }));
  const channels = restored.map((client) => client.channel(notes, 'one'));
  for (let round = 0; round < 12; round++) {
    await quiet();
    while (hub.take() || hub.deliver());
  }
  const written = [0, 1, 2].flatMap((window) => [`left in ${window}, first`, `left in ${window}, second`]);
  const log = hub.log.map(({ text }) => text);
  expect([...log].sort()).toEqual(written);
  for (const window of [0, 1, 2]) expect(log.indexOf(`left in ${window}, first`)).toBeLessThan(log.indexOf(`left in ${window}, second`));
  for (const channel of channels) expect([texts(channel.view), channel.pending]).toEqual([log, []]);
  await Promise.all(restored.map((client) => client.close()));
});
