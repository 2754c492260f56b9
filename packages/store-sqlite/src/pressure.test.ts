import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open as openFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from '@atrium/server';
import type { Store } from '@atrium/server';
import { expect, test, vi } from 'vitest';
import { openSqlite } from './store.ts';
import { runConfined } from './testing/confined.ts';
import { TORN_ROWS } from './testing/torn-rows.ts';

/** Programs are started and a foreign reader is waited for, on a machine that others use too. */
const SLOW = { timeout: 60_000 };
const APPEND_LINES = fileURLToPath(new URL('./testing/append-lines.ts', import.meta.url));
const HOLD_READ = fileURLToPath(new URL('./testing/hold-read.ts', import.meta.url));

async function temporary(): Promise<{ readonly root: string; readonly live: string } & AsyncDisposable> {
  const root = await mkdtemp(join(tmpdir(), 'atrium-pressure-'));
  return { root, live: join(root, 'live'), [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}
const post = (text: string, redacts: readonly number[] = []) => ({
  events: [{ name: 'posted', version: 1, at: 0, by: null, audience: null, body: JSON.stringify(text) }],
  rows: [],
  redacts,
  effects: [],
  cancels: [],
});
/** Also when the test fails. */
const killedAfter = (child: ChildProcess): Disposable => ({ [Symbol.dispose]: () => void child.kill('SIGKILL') });

async function add(store: Store, entry: ReturnType<typeof post>): Promise<void> {
  const { head, term } = await store.load('chat/a');
  expect(await store.append([{ channel: 'chat/a', expected: head, term: '1.a', fence: term, entries: [entry] }])).toEqual([{ kind: 'committed' }]);
}

test('[ST51] a disk that is really full: refused with the reason, reads go on, and with room it goes on with all that was acknowledged', SLOW, async () => {
  await using place = await temporary();
  const said = (await runConfined(new URL('./testing/on-full-disk.ts', import.meta.url), place.root, { size: '3m' })) as Record<string, unknown> & {
    readonly acknowledged: readonly number[];
  };
  const failed = { kind: 'failed', error: 'the disk is full' };
  expect(said).toMatchObject({
    failed: [
      [failed, failed, failed],
      [failed, failed, failed],
    ],
    write: { name: 'StoreError', code: 'full' },
    readWhileFull: [1, 2, 3, 4, 5],
    after: [[{ kind: 'committed' }, { kind: 'committed' }, { kind: 'committed' }], [{ kind: 'committed' }]],
    kept: [1, 2, 3, 4, 5, 8, 9],
    last: [{ kind: 'committed' }],
  });
  expect(said['whole']).toEqual(said.acknowledged);
  // Once when it begins and once when it ends, with what to do.
  expect(said['said']).toEqual([expect.stringMatching(/^error: The disk .* is full\. Make room/), 'warn: The database is written again.']);
  // A program that starts on a full disk serves what there is, or says why not.
  expect([{ name: 'StoreError', code: 'full' }, { read: said['kept'] }, 'opened']).toContainEqual(said['start']);
});

// Only Linux lets a running program's limits be changed.
test.runIf(process.platform === 'linux')('[ST51] so it is with writes that fail for another reason than a full disk, such as a quota', SLOW, async () => {
  await using place = await temporary();
  const said = (await runConfined(new URL('./testing/on-full-disk.ts', import.meta.url), place.root, 'quota')) as Record<string, unknown>;
  const failed = { kind: 'failed', error: 'the database cannot be written' };
  expect(said).toMatchObject({
    failed: [
      [failed, failed, failed],
      [failed, failed, failed],
    ],
    write: { name: 'StoreError', code: 'not-writable' },
    readWhileFull: [1, 2, 3, 4, 5],
    after: [[{ kind: 'committed' }, { kind: 'committed' }, { kind: 'committed' }], [{ kind: 'committed' }]],
    kept: [1, 2, 3, 4, 5, 8, 9],
    whole: [1, 2, 3, 4, 5, 8, 9, 10],
    said: [expect.stringMatching(/^error: .* cannot be opened or written/), 'warn: The database is written again.'],
  });
});

test('[ST52] a folder that may not be written is refused with its name, and opens as it was when it may', SLOW, async () => {
  await using place = await temporary();
  const first = await openSqlite({ directory: place.live, migrations: [] });
  await add(first, post('kept'));
  await first.close();

  await chmod(place.live, 0o555);
  await chmod(place.root, 0o555);
  const refusals = await runConfined(new URL('./testing/on-read-only.ts', import.meta.url), place.root, 'read-only');
  await chmod(place.root, 0o700);
  await chmod(place.live, 0o700);
  const refusal = (name: string) => ({ name: 'StoreError', code: 'not-writable', message: expect.stringContaining(join(place.root, name)) });
  expect(refusals).toEqual([refusal('live'), refusal('not-there-yet')]);

  const store = await openSqlite({ directory: place.live, migrations: [] });
  expect((await store.read('chat/a', 0, { events: 9, bytes: 999 })).events.map(({ body }) => body)).toEqual(['"kept"']);
  await add(store, post('on'));
  await store.close();
});

/** What a plug that is pulled leaves of the last writes: less of them, other bytes, or bytes of nothing. */
const TEARS = {
  'cut in a page': async (file: string, from: number, to: number) => {
    const handle = await openFile(file, 'r+');
    await handle.truncate(from + Math.floor((to - from) / 2) + 777);
    await handle.close();
  },
  'cut right behind what was acknowledged': async (file: string, from: number) => {
    const handle = await openFile(file, 'r+');
    await handle.truncate(from);
    await handle.close();
  },
  'other bytes': async (file: string, from: number, to: number) => {
    const handle = await openFile(file, 'r+');
    await handle.write(Buffer.alloc(to - from, 0xa5), 0, to - from, from);
    await handle.close();
  },
  'one bit': async (file: string, from: number, to: number) => {
    const handle = await openFile(file, 'r+');
    const at = from + Math.floor((to - from) / 3);
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
    await handle.close();
  },
  'zeroes behind the end': async (file: string, _from: number, to: number) => {
    const handle = await openFile(file, 'r+');
    await handle.truncate(to + 9_000);
    await handle.close();
  },
} as const;

for (const [name, tear] of Object.entries(TEARS)) {
  test(`[ST53] a write-ahead log that is torn (${name}) after what was acknowledged: that stays, and nothing is there by half`, SLOW, async () => {
    await using place = await temporary();
    const child = spawn(process.execPath, [APPEND_LINES, place.live], { stdio: ['pipe', 'pipe', 'inherit'] });
    using _ended = killedAfter(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const append = async (events: number): Promise<number> => {
      child.stdin.write(`${events}\n`);
      return Number((await lines.next()).value);
    };
    const acknowledged = await append(60);
    const wal = join(place.live, 'atrium.db-wal');
    const from = (await stat(wal)).size;
    const more = await append(60);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await tear(wal, from, (await stat(wal)).size);

    const store = await openSqlite({ directory: place.live, migrations: [TORN_ROWS] });
    const { events, head } = await store.read('chat/a', 0, { events: 1_000, bytes: 1_000_000 });
    expect(events.length).toBeGreaterThanOrEqual(acknowledged);
    expect(events.length).toBeLessThanOrEqual(more);
    expect(events.length % 3).toBe(0);
    expect(events.map(({ body }) => body)).toEqual(events.map((_, index) => String(index + 1)));
    expect(head).toEqual(['1.torn', events.length]);
    const [rows] = await store.transact((read) => read(sql`select count(*) as count, max(last) as last from torn_rows`));
    expect(rows).toEqual({ count: events.length / 3, last: events.length });
    await add(store, post('on'));
    await store.close();
  });
}

test('[ST54] a read that another program holds open delays no commit; that deleted text is still there is told, and it goes with the read', SLOW, async () => {
  await using place = await temporary();
  const told = vi.fn<(level: string, what: string) => void>();
  const store = await openSqlite({ directory: place.live, migrations: [], log: told });
  const SECRET = 'The-eel-sleeps-at-dawn';
  await add(store, post(SECRET));
  const reader = spawn(process.execPath, [HOLD_READ, join(place.live, 'atrium.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  using _ended = killedAfter(reader);
  await once(reader.stdout, 'data');

  await add(store, post('deleted', [1]));
  for (let n = 0; n < 50; n += 1) await add(store, post(`${n} ${'x'.repeat(1_000)}`));
  expect((await store.load('chat/a')).head).toEqual(['1.a', 52]);
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith('warn', expect.stringMatching(/Another program reads/), expect.anything()), SLOW);
  expect(await holds(place.live, SECRET)).toBe(true);
  expect((await stat(join(place.live, 'atrium.db-wal'))).size).toBeGreaterThan(0);

  reader.stdin.write('end\n');
  await once(reader, 'exit');
  await vi.waitFor(async () => expect(await holds(place.live, SECRET)).toBe(false), { ...SLOW, interval: 100 });
  await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith('warn', expect.stringMatching(/gone/), expect.anything()));
  expect(told).toHaveBeenCalledTimes(2);
  await store.close();
});

/** In another process: reading the files here would lose SQLite's locks when it closes them. */
const holds = (folder: string, text: string): Promise<boolean> =>
  new Promise((resolve) => void execFile('grep', ['-r', '-q', '-a', '-F', '-e', text, folder], (error) => resolve(!error)));
