import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { fileOutbox } from './outbox/file.ts';
import { indexedDbOutbox } from './outbox/indexeddb.ts';
import { memoryOutbox } from './outbox/memory.ts';
import type { Hold, Outbox } from './outbox/outbox.ts';
import { settle } from './testing/fake-clock.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

const snapshot = [
  { t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 1], tags: [50], version: 1 },
  { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"notes":[{"text":"a"}]}' },
];

async function orphaned(outbox: Outbox) {
  const world = new World();
  const before = world.client({ outbox, identity: 'ann' });
  before.emit(notes, 'one', 'add', { text: 'b' }, { keep: true }).catch(() => {});
  before.emit(notes, 'one', 'add', { text: 'c' }).catch(() => {});
  await before.close();
  return world;
}

test('[CL90] an orphan of the same identity is claimed, its commands sent under their own id with again, shown when they are done, and gone when settled', async () => {
  const outbox = memoryOutbox();
  const world = await orphaned(outbox);
  const client = world.client({ outbox });
  const channel = client.channel(notes, 'one');
  const socket = world.welcome();
  channel.emit('add', { text: 'd' }).catch(() => {});
  await settle();
  socket.say(...snapshot, { t: 'tags', ch: 7, tags: [50, 51] });
  expect(socket.saidOf('claim').map(({ clients }) => clients)).toEqual([['client-000000000002'], ['client-000000000001']]);
  expect(socket.saidOf('command').map(({ c, n, settled, again, input }) => [c, n, settled, again ?? false, input])).toEqual([
    [0, 1, 0, false, { text: 'd' }],
    [1, 1, 0, true, { text: 'b' }],
    [1, 2, 0, true, { text: 'c' }],
  ]);
  // Whether 'b' and 'c' are what the snapshot has already, the answers will tell.
  expect(texts(channel.view)).toEqual(['a', 'd']);
  socket.say({ t: 'batch', ch: 7, term: '1-a', from: 2, to: 2, events: [{ o: 2, name: 'added', at: 5, by: [51, 1], data: { text: 'b' } }] });
  expect(texts(channel.view)).toEqual(['a', 'b', 'd']);
  // Nobody awaits it any more; what was kept is shown, what was not is gone.
  socket.say(
    { t: 'reply', c: 1, channel: 'notes/one', n: 1, error: { kind: 'refused', message: 'no' } },
    { t: 'reply', c: 1, channel: 'notes/one', n: 2, error: { kind: 'refused', message: 'no' } },
  );
  await client.close();
  const left = (await outbox.adopt('ann', 15)) as readonly Hold[];
  expect(left.map(({ client: id, commands }) => [id, commands.map(({ n, failed }) => [n, failed?.kind])])).toEqual([
    ['client-000000000002', [[1, undefined]]],
    ['client-000000000001', [[1, 'refused']]],
  ]);
});

test('[CL91] a refused adopted command that was kept is shown after every start, until it is discarded', async () => {
  const outbox = memoryOutbox();
  const world = await orphaned(outbox);
  const first = world.client({ outbox });
  const socket = world.welcome();
  await settle();
  for (const n of [1, 2]) socket.say({ t: 'reply', c: 1, channel: 'notes/one', n, error: { kind: 'refused', message: 'no' } });
  await first.close();
  const client = world.client({ outbox });
  const channel = client.channel(notes, 'one');
  const next = world.welcome();
  await settle();
  expect(next.saidOf('command')).toEqual([]);
  expect(next.saidOf('claim')).toHaveLength(1);
  expect(channel.pending.map(({ input, failed }) => [input, failed?.kind])).toEqual([[{ text: 'b' }, 'refused']]);
  client.discard(channel, channel.pending[0] ?? 0);
  expect(channel.pending).toEqual([]);
  await client.close();
  expect(await outbox.adopt('ann', 15)).toEqual([]);
});

test('[CL92] another window that dies while this one is open is adopted within 20 s of its lease', async () => {
  const outbox = memoryOutbox();
  const world = new World();
  world.client({ outbox });
  const socket = world.welcome();
  await settle();
  const other = world.client({ outbox, identity: 'ann' });
  other.emit(notes, 'one', 'add', { text: 'b' }).catch(() => {});
  await other.close();
  world.clock.turn(10_000);
  socket.say({ t: 'beat' });
  world.clock.turn(10_000);
  await settle();
  expect(socket.saidOf('command').map(({ c, n, again }) => [c, n, again])).toEqual([[1, 1, true]]);
});

test('[CL99] what may have been done before is never shown twice; without a connection, or when it is put off, it is shown as pending', async () => {
  const outbox = memoryOutbox();
  const world = await orphaned(outbox);
  const client = world.client({ outbox });
  const channel = client.channel(notes, 'one');
  const socket = world.welcome();
  await settle();
  // The snapshot has 'b': it was done, and its answer was lost.
  socket.say(
    ...snapshot.slice(0, 1),
    { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"notes":[{"text":"b"}]}' },
    { t: 'tags', ch: 7, tags: [50, 51] },
  );
  expect(texts(channel.view)).toEqual(['b']);
  socket.say({ t: 'reply', c: 1, channel: 'notes/one', n: 1, at: ['1-a', 1], reply: { count: 1 } });
  expect(texts(channel.view)).toEqual(['b']);
  socket.say({ t: 'reply', c: 1, channel: 'notes/one', n: 2, error: { kind: 'overloaded', message: 'busy' } });
  expect(texts(channel.view)).toEqual(['b', 'c']);
  // It was told that 'c' is not done yet, so it need not doubt any more.
  world.clock.turn(1_000);
  await settle();
  expect(socket.saidOf('command').map(({ n }) => n)).toEqual([1, 2, 2]);
  expect(texts(channel.view)).toEqual(['b', 'c']);
  client.disconnect();
  expect(texts(channel.view)).toEqual(['b', 'c']);
  client.reconnect();
  const next = world.welcome();
  await settle();
  expect(next.saidOf('command').map(({ n }) => n)).toEqual([2]);
  expect(texts(channel.view)).toEqual(['b']);
  client.disconnect();
  channel.emit('add', { text: 'd' }).catch(() => {});
  expect(texts(channel.view)).toEqual(['b', 'c', 'd']);
  // Adopted ones first: they are older.
  expect(channel.pending.map(({ client: id, n }) => [id, n])).toEqual([
    ['client-000000000001', 2],
    ['client-000000000002', 1],
  ]);
  await client.close();
});

test('[CL93] a page that goes lets go of its outbox, so that the next one need not wait', async () => {
  const outbox = memoryOutbox();
  const world = new World();
  const client = world.client({ outbox, identity: 'ann' });
  const emitted = client.emit(notes, 'one', 'add', { text: 'b' });
  world.happen('leaving');
  await expect(emitted).rejects.toMatchObject({ name: 'Adopted' });
  expect((await outbox.adopt('ann', 15)).map(({ commands }) => commands.length)).toEqual([1]);
});

test('[CL94] a command is in the outbox before it is on the wire, and what is settled on the wire is settled there', async () => {
  const world = new World();
  const done: (() => void)[] = [];
  const later = (): Promise<void> => new Promise((resolve) => void done.push(resolve));
  const hold = { commands: [], lost: () => {}, identify: () => {}, change: later, add: later, remove: later, release: () => {} };
  const client = world.client({ outbox: { open: (id) => ({ ...hold, client: id }), adopt: () => [], close: () => {} } });
  const socket = world.welcome();
  const emit = (text: string): void => void client.emit(notes, 'one', 'add', { text }).catch(() => {});
  emit('a');
  await settle();
  expect(socket.saidOf('command')).toEqual([]);
  done.shift()?.();
  await settle();
  expect(socket.saidOf('command')).toHaveLength(1);
  socket.say({ t: 'reply', c: 0, channel: 'notes/one', n: 1, reply: { count: 1 } });
  emit('b');
  done.pop()?.();
  await settle();
  // The removal is not written yet.
  expect(socket.saidOf('command')[1]?.settled).toBe(0);
  done.shift()?.();
  emit('c');
  done.shift()?.();
  await settle();
  expect(socket.saidOf('command')[2]?.settled).toBe(1);
});

test('[CL95] an outbox that cannot be written is told, and the command is sent all the same', async () => {
  const world = new World();
  const broken = async (): Promise<never> => {
    throw new Error('The disk is full.');
  };
  const client = world.client({
    outbox: {
      open: (id) => ({ client: id, commands: [], lost: () => {}, identify: () => {}, change: broken, add: broken, remove: broken, release: broken }),
      adopt: broken,
      close: () => {},
    },
  });
  const faults: string[] = [];
  client.on('fault', ({ message }) => faults.push(message));
  const socket = world.welcome();
  const emitted = client.emit(notes, 'one', 'add', { text: 'a' });
  await settle();
  socket.say({ t: 'reply', c: 0, channel: 'notes/one', n: 1, reply: { count: 1 } });
  expect(await emitted).toEqual({ count: 1 });
  await settle();
  expect(new Set(faults)).toEqual(new Set(['The disk is full.']));
});

test('[CL95] an outbox that does not answer for 3 s keeps nobody from speaking', async () => {
  const world = new World();
  const hang = (): Promise<never> => new Promise(() => {});
  const client = world.client({
    outbox: {
      open: (id) => ({ client: id, commands: [], lost: () => {}, identify: hang, change: hang, add: hang, remove: hang, release: hang }),
      adopt: hang,
      close: () => {},
    },
  });
  const socket = world.welcome();
  client.emit(notes, 'one', 'add', { text: 'a' }).catch(() => {});
  world.clock.turn(3_000);
  await settle();
  expect(socket.saidOf('command')).toHaveLength(1);
});

test('[CL96] whole: a page on plain http that is killed, and the one after it, over IndexedDB', async () => {
  const world = new World();
  const factory = new IDBFactory();
  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await settle();
  };
  const first = world.client({ outbox: indexedDbOutbox({ clock: world.clock, factory }) });
  const socket = world.welcome();
  const emitted = first.emit(notes, 'one', 'add', { text: 'b' }).catch((error: unknown) => error);
  await quiet();
  expect(socket.saidOf('command').map(({ n }) => n)).toEqual([1]);
  // Frozen: neither its timers nor its socket do anything.
  world.clock.sleep(20_001);
  const second = world.client({ outbox: indexedDbOutbox({ clock: world.clock, factory }) });
  const next = world.welcome();
  await quiet();
  expect(next.saidOf('command').map(({ n, again, input }) => [n, again, input])).toEqual([[1, true, { text: 'b' }]]);
  // It wakes, finds its claim gone, and comes back as somebody new.
  world.clock.turn(5_000);
  await quiet();
  expect(await emitted).toMatchObject({ name: 'Adopted' });
  expect(socket.over).toBe(true);
  await Promise.all([first.close(), second.close()]);
});

test('[CL97] whole: a bot that is killed and started again sends what its files hold', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-outbox-'));
  try {
    const world = await orphaned(fileOutbox(folder));
    const client = world.client({ outbox: fileOutbox(folder) });
    const socket = world.welcome();
    await settle();
    expect(socket.saidOf('command').map(({ n, again, input }) => [n, again, input])).toEqual([
      [1, true, { text: 'b' }],
      [2, true, { text: 'c' }],
    ]);
    for (const n of [1, 2]) socket.say({ t: 'reply', c: 1, channel: 'notes/one', n, reply: { count: n } });
    await settle();
    await client.close();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
