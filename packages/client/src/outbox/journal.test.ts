import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { indexedDbOutbox } from './indexeddb.ts';
import { Journal, type SyncStorage } from './journal.ts';
import type { KeptCommand } from './outbox.ts';

const command = (n: number): KeptCommand => ({ channel: 'notes/one', n, name: 'add', input: { text: `${n}` }, first: 1_000 });

function memoryStorage(): SyncStorage & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** A disk that takes for ever: the window is closed before it has anything. */
const stuck = { open: () => ({}) } as unknown as IDBFactory;

test('[CL98] what a window could not bring to the disk before it was closed is adopted all the same, once', async () => {
  const clock = new FakeClock();
  const storage = memoryStorage();
  const factory = new IDBFactory();
  const closed = indexedDbOutbox({ clock, factory: stuck, storage }).open('client-a');
  void closed.identify('ann');
  void closed.add(command(1));
  void closed.add(command(2));
  const next = (): ReturnType<typeof indexedDbOutbox> => indexedDbOutbox({ clock, factory, storage });
  expect(await next().adopt('ann', 15)).toEqual([]);
  clock.turn(20_001);
  expect(await next().adopt('bob', 15)).toEqual([]);
  const [adopted, ...more] = await next().adopt('ann', 15);
  expect([adopted?.client, adopted?.commands, more]).toEqual(['client-a', [command(1), command(2)], []]);
  expect(storage.kept.size).toBe(0);
  expect(await next().adopt('ann', 15)).toEqual([]);
});

test('[CL98] a window that lets go with something on its way leaves its outbox for the next', async () => {
  const clock = new FakeClock();
  const storage = memoryStorage();
  const factory = new IDBFactory();
  const hold = indexedDbOutbox({ clock, factory, storage }).open('client-a');
  await hold.identify('ann');
  await hold.add(command(1));
  expect(storage.kept.size).toBe(0);
  await hold.remove('notes/one', 1);
  new Journal(storage).add('client-a', { identity: 'ann', at: clock.now(), command: command(2) });
  await hold.release();
  const [adopted] = await indexedDbOutbox({ clock, factory, storage }).adopt('ann', 15);
  expect(adopted?.commands).toEqual([command(2)]);
});

test('[CL98] a browser that keeps nothing, or is full, loses nothing else', async () => {
  const full = {
    ...memoryStorage(),
    length: 1,
    key: () => 'atrium-outbox/x/y/1',
    getItem: () => '{',
    setItem: () => {
      throw new Error('full');
    },
  };
  for (const storage of [undefined, full]) {
    const clock = new FakeClock();
    const factory = new IDBFactory();
    const hold = indexedDbOutbox({ clock, factory, storage }).open('client-a');
    await hold.identify('ann');
    await hold.add(command(1));
    await hold.release();
    const [adopted] = await indexedDbOutbox({ clock, factory, storage }).adopt('ann', 15);
    expect(adopted?.commands).toEqual([command(1)]);
  }
});
