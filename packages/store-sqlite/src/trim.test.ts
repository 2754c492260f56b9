import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry, Store } from '@atrium/server';
import { expect, test } from 'vitest';
import { examine } from './care/index.ts';
import { openSqlite } from './store.ts';

const SLOW = { timeout: 60_000 };
const SECRET = 'The-pike-waits-at-dusk';

/** Rows of all sizes, so that pages are joined in all ways; the same in every run (a linear congruential generator). */
function chances(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}
function sizeBy(chance: () => number): number {
  const kind = chance();
  return Math.floor(chance() * (kind < 0.5 ? 100 : kind < 0.9 ? 900 : 3_500));
}

const entry = (text: string, more?: Partial<Entry>): Entry => ({
  events: [{ name: 'posted', version: 1, at: 0, by: [7, 1], audience: null, body: JSON.stringify(text) }],
  rows: [],
  redacts: [],
  effects: [],
  cancels: [],
  ...more,
});
async function add(store: Store, channel: string, entries: readonly Entry[]): Promise<void> {
  const { head, term } = await store.load(channel);
  expect(await store.append([{ channel, expected: head, term: '1.a', fence: term, entries }])).toEqual([{ kind: 'committed' }]);
}

test('[ST61] trimmed events give their room back, and no copy of their neighbours’ texts is left behind', SLOW, async () => {
  const root = await mkdtemp(join(tmpdir(), 'atrium-trim-'));
  const directory = join(root, 'live');
  const store = await openSqlite({ directory, migrations: [] });
  const chance = chances(7);
  let kept = 0;
  for (let round = 0; round < 250; round += 1) {
    // Short runs, long ones, and between them what stays.
    const run = round % 50 === 49 ? 5_000 : Math.floor(chance() * 30);
    await add(
      store,
      'chat/goes',
      Array.from({ length: run }, () => entry('x'.repeat(sizeBy(chance)))),
    );
    const stays = Math.floor(chance() * 10);
    await add(
      store,
      'chat/stays',
      Array.from({ length: stays }, (_, n) => entry(`${SECRET}-${round}-${n} ${'y'.repeat(sizeBy(chance))}`)),
    );
    kept += stays;
  }
  await add(store, 'chat/goes', [entry('last', { checkpoint: { version: 1, body: new Uint8Array([1]) } })]);
  const [, end] = (await store.load('chat/goes')).head;
  let gone = 0;
  for (let went = 1; went > 0; gone += went) went = await store.trim('chat/goes', end - 1, 700);
  expect(gone).toBe(end - 1);
  const { events } = await store.read('chat/goes', 0, { events: 10, bytes: 1_000 });
  expect(events.map(({ offset }) => offset)).toEqual([end]);
  expect((await store.read('chat/stays', 0, { events: 10_000, bytes: 100_000_000 })).events).toHaveLength(kept);

  await add(store, 'chat/stays', [entry('deleted', { redacts: Array.from({ length: kept }, (_, n) => n + 1) })]);
  await store.close();
  const { database, findings } = examine({ directory, migrations: [] });
  expect(findings).toEqual([]);
  expect(database?.freeBytes).toBeGreaterThan((database?.bytes ?? 0) / 4);
  expect(await holds(directory, SECRET)).toBe(false);
  await rm(root, { recursive: true });
});

test('[ST61] [ST27] a reply that is kept for its client loses its content, though the event that it came from was trimmed', SLOW, async () => {
  const root = await mkdtemp(join(tmpdir(), 'atrium-trim-'));
  const store = await openSqlite({ directory: join(root, 'live'), migrations: [] });
  const key = { identity: 'ann', client: 'tab', channel: 'chat/a' };
  const reply = { n: 1, hmac: 'hmac', at: ['1.a', 3_002] as const, body: JSON.stringify({ reply: SECRET }) };
  await add(
    store,
    'chat/a',
    Array.from({ length: 3_000 }, (_, n) => entry(String(n), { events: entry(String(n)).events.map((event) => ({ ...event, by: null })) })),
  );
  // Two events; the deletion names the first, the reply the second.
  const [event] = entry(SECRET).events;
  await add(store, 'chat/a', [entry('', { events: event ? [event, event] : [], answered: { identity: 'ann', client: 'tab', tag: 7, settled: 0, reply } })]);
  await add(
    store,
    'chat/a',
    Array.from({ length: 3_000 }, (_, n) => entry(String(n), { events: entry(String(n)).events.map((other) => ({ ...other, by: null })) })),
  );
  await add(store, 'chat/a', [entry('last', { checkpoint: { version: 1, body: new Uint8Array([1]) } })]);
  expect(await store.trim('chat/a', 6_002, 10_000)).toBe(6_002);
  expect((await store.client(key))?.replies[0]?.body).toContain(SECRET);
  await add(store, 'chat/a', [entry('deleted', { redacts: [3_001], checkpoint: { version: 1, body: new Uint8Array([1]) } })]);
  expect((await store.client(key))?.replies[0]?.body).toBe('{"reply":null}');
  await store.close();
  await rm(root, { recursive: true });
});

/** In another process, like a thief's. */
const holds = (folder: string, text: string): Promise<boolean> =>
  new Promise((resolve) => void execFile('grep', ['-r', '-q', '-a', '-F', '-e', text, folder], (error) => resolve(!error)));
