import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Store } from '@atrium/server';
import { expect, test } from 'vitest';
import { openSqlite } from '../store.ts';
import { TORN_ROWS } from '../testing/torn-rows.ts';
import { copyDatabase, examine, restoreDatabase } from './index.ts';

const SLOW = { timeout: 60_000 };
const NOON = Date.UTC(2030, 0, 1, 12);
const CHANNEL = 'chat/a';

/** A folder, and what a program that is cared for does in it. While it runs, this process leaves its files to SQLite. */
async function temporary() {
  const root = await mkdtemp(join(tmpdir(), 'atrium-care-'));
  const live = join(root, 'live');
  const backups = join(root, 'backups');
  return {
    root,
    live,
    backups,
    file: join(root, 'copies/mine.db'),
    open: (directory = live, migrations = [TORN_ROWS]): Promise<Store> => openSqlite({ directory, migrations }),
    restore: (file: string, migrations = [TORN_ROWS]) => restoreDatabase({ directory: live, backups, file, migrations, now: NOON }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}
type Place = Awaited<ReturnType<typeof temporary>>;

async function post(store: Store, text: string, term = '5.a') {
  const { head, term: fence } = await store.load(CHANNEL);
  const event = { name: 'posted', version: 1, at: 0, by: null, audience: null, body: JSON.stringify(text) };
  return store.append([{ channel: CHANNEL, expected: head, term, fence, entries: [{ events: [event], rows: [], redacts: [], effects: [], cancels: [] }] }]);
}
const textsIn = async (store: Store): Promise<readonly unknown[]> =>
  (await store.read(CHANNEL, 0, { events: 10_000, bytes: 100_000_000 })).events.map(({ body }) => JSON.parse(body ?? 'null'));

async function filled({ open }: Place, ...texts: readonly string[]): Promise<void> {
  const store = await open();
  for (const text of texts) await post(store, text);
  await store.close();
}

async function running({ live }: Place) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../testing/append-lines.ts', import.meta.url)), live], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const append = async (events: number): Promise<number> => {
    child.stdin.write(`${events}\n`);
    return Number((await lines.next()).value);
  };
  const kill = async (): Promise<void> => {
    if (child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await append(3);
  return { append, kill, [Symbol.asyncDispose]: kill };
}

test('[ST55] a copy that is made while a server writes is of one moment, whole, one file, and for its owner alone', SLOW, async () => {
  await using place = await temporary();
  await using server = await running(place);
  const before = await server.append(300);
  const appending = server.append(3_000);
  const { bytes } = await copyDatabase({ directory: place.live, file: place.file });
  const after = await appending;
  await server.kill();

  expect(await readdir(join(place.root, 'copies'))).toEqual(['mine.db']);
  expect(await stat(place.file)).toMatchObject({ size: bytes, mode: 0o100600 });
  const db = new DatabaseSync(place.file, { readOnly: true });
  const count = Number(db.prepare('select count(*) as count from events').get()?.['count']);
  expect(count).toBeGreaterThanOrEqual(before);
  expect(count).toBeLessThanOrEqual(after);
  expect(db.prepare('select max(last) as last, count(*) * 3 as events from torn_rows').get()).toEqual({ last: count, events: count });
  expect(db.prepare('select head from channels').get()).toEqual({ head: count });
  db.close();
  expect(await readdir(join(place.root, 'copies'))).toEqual(['mine.db']);
});

test('[ST55] it takes no file’s place, is not made in the live folder, and says when there is nothing to copy', SLOW, async () => {
  await using place = await temporary();
  await expect(copyDatabase({ directory: place.live, file: place.file })).rejects.toMatchObject({
    code: 'absent',
    message: expect.stringContaining('ATRIUM_DATA'),
  });
  await filled(place, 'one');
  await expect(copyDatabase({ directory: place.live, file: join(place.live, 'copy.db') })).rejects.toMatchObject({ code: 'not-writable' });
  await copyDatabase({ directory: place.live, file: place.file });
  await expect(copyDatabase({ directory: place.live, file: place.file })).rejects.toMatchObject({ code: 'exists' });
});

test('[ST55] of a database that is damaged no copy is made, and nothing is left of the try', SLOW, async () => {
  await using place = await temporary();
  await filled(place, ...Array.from({ length: 20 }, (_, n) => `${n} ${'x'.repeat(5_000)}`));
  await damage(join(place.live, 'atrium.db'));
  await expect(copyDatabase({ directory: place.live, file: place.file })).rejects.toMatchObject({ code: 'damaged' });
  expect(await readdir(join(place.root, 'copies'))).toEqual([]);
});

/** Here nobody has it open. */
async function damage(file: string): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0xa5, 4_096 * 3, 4_096 * 9));
}

test('[ST56] while a server has the folder nothing is restored into it', SLOW, async () => {
  await using place = await temporary();
  await using server = await running(place);
  await copyDatabase({ directory: place.live, file: place.file });
  await expect(place.restore(place.file)).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(place.live) });
  const head = await server.append(3);
  await server.kill();
  expect(examine({ directory: place.live, migrations: [TORN_ROWS] }).database?.events).toBe(head);
});

test('[ST56] a backup that is damaged, of something else, of a newer program, or not there is refused, and nothing is changed', SLOW, async () => {
  await using place = await temporary();
  await filled(place, 'kept', ...Array.from({ length: 20 }, (_, n) => `${n} ${'x'.repeat(5_000)}`));
  await copyDatabase({ directory: place.live, file: place.file });
  const before = await readFile(join(place.live, 'atrium.db'));
  const bad = async (name: string, bytes: Buffer | string): Promise<string> => {
    await writeFile(join(place.root, name), bytes);
    return join(place.root, name);
  };
  const other = join(place.root, 'other.db');
  const db = new DatabaseSync(other);
  db.exec('create table something (a integer)');
  db.close();
  const hurt = await bad('hurt.db', await readFile(place.file));
  await damage(hurt);
  const attempts = [
    [hurt, 'damaged'],
    [await bad('text.db', 'not a database at all, but long enough to look at '.repeat(99)), 'damaged'],
    [await bad('empty.db', ''), 'absent'],
    [other, 'damaged'],
    [join(place.root, 'nowhere.db'), 'absent'],
  ] as const;
  for (const [file, code] of attempts) await expect(place.restore(file)).rejects.toMatchObject({ code });
  await expect(place.restore(place.file, [])).rejects.toMatchObject({ code: 'newer', message: expect.stringContaining(TORN_ROWS.name) });

  expect(before.equals(await readFile(join(place.live, 'atrium.db')))).toBe(true);
  expect((await readdir(place.live)).filter((name) => name.includes('restoring'))).toEqual([]);
  expect(await readdir(place.root)).not.toContain('backups');
});

test('[ST57] what was there before is kept aside with its newest changes, and the restored one is as the backup was', SLOW, async () => {
  await using place = await temporary();
  await filled(place, 'old');
  await copyDatabase({ directory: place.live, file: place.file });
  // Killed, so that its newest changes are in the write-ahead log alone.
  await using server = await running(place);
  const head = await server.append(30);
  await server.kill();
  expect((await stat(join(place.live, 'atrium.db-wal'))).size).toBeGreaterThan(0);

  const { aside, channels } = await place.restore(place.file);
  expect([aside, channels]).toEqual([join(place.backups, 'before-restore-2030-01-01T12-00-00.db'), 1]);
  expect((await readdir(place.live)).toSorted()).toEqual(['atrium.db', 'lock.db']);
  const restored = await place.open();
  expect(await textsIn(restored)).toEqual(['old']);
  await restored.close();

  await mkdir(join(place.root, 'second'));
  await rm(place.live, { recursive: true });
  expect((await place.restore(aside ?? '')).aside).toBeUndefined();
  const before = await place.open();
  expect((await before.load(CHANNEL)).head[1]).toBe(head);
  await before.close();
});

test('[ST57] one that is damaged is moved aside as it is', SLOW, async () => {
  await using place = await temporary();
  await filled(place, ...Array.from({ length: 20 }, (_, n) => `${n} ${'x'.repeat(5_000)}`));
  await copyDatabase({ directory: place.live, file: place.file });
  await damage(join(place.live, 'atrium.db'));
  const hurt = await readFile(join(place.live, 'atrium.db'));
  const { aside = '' } = await place.restore(place.file);
  expect(aside).toBe(join(place.backups, 'before-restore-2030-01-01T12-00-00.damaged'));
  expect(hurt.equals(await readFile(aside))).toBe(true);
  const store = await place.open();
  expect(await textsIn(store)).toHaveLength(20);
  await store.close();
});

test('[ST58] after a restore the next term is above all that the backup knew, and the owner from before is fenced', SLOW, async () => {
  await using place = await temporary();
  await filled(place, 'one', 'two');
  await copyDatabase({ directory: place.live, file: place.file });
  await place.restore(place.file);
  const store = await place.open();
  const { head, term } = await store.load(CHANNEL);
  // The events keep theirs: who was not ahead resumes as ever.
  expect(head).toEqual(['5.a', 2]);
  expect(Number.parseInt(term, 10)).toBeGreaterThan(1_000_000);
  expect(await store.append([{ channel: CHANNEL, expected: head, term: '5.a', fence: '5.a', entries: [] }])).toEqual([{ kind: 'fenced' }]);
  expect(await post(store, 'three', '1000006.b')).toEqual([{ kind: 'committed' }]);
  await store.close();
});

test('[ST59] an examination tells what there is, what is pending or unknown, and whether a server has the folder', SLOW, async () => {
  await using place = await temporary();
  const look = (migrations = [TORN_ROWS]) => examine({ directory: place.live, migrations });
  expect(look()).toEqual({ file: join(place.live, 'atrium.db'), inUse: false, findings: [] });
  await using server = await running(place);
  const events = await server.append(30);
  expect(look()).toMatchObject({ inUse: true, findings: [], database: { channels: 1, events, unknown: [], pending: [] } });
  expect(look().database?.schema).toContain(TORN_ROWS.name);
  expect(look().database?.walBytes).toBeGreaterThan(0);
  expect(await server.append(3)).toBe(events + 3);
  await server.kill();
  expect(look([]).database?.unknown).toEqual([TORN_ROWS.name]);
  expect(look([TORN_ROWS, { name: 'torn/0002-more', sql: 'select 1' }]).database?.pending).toEqual(['torn/0002-more']);
  expect(look().inUse).toBe(false);
});

test('[ST59] it says what is damaged, and leaves it as it is', SLOW, async () => {
  await using place = await temporary();
  await filled(place, ...Array.from({ length: 20 }, (_, n) => `${n} ${'x'.repeat(5_000)}`));
  await damage(join(place.live, 'atrium.db'));
  const before = await readFile(join(place.live, 'atrium.db'));
  expect(examine({ directory: place.live, migrations: [TORN_ROWS] }).findings).not.toEqual([]);
  expect(before.equals(await readFile(join(place.live, 'atrium.db')))).toBe(true);
  await writeFile(join(place.live, 'atrium.db'), 'no database, '.repeat(999));
  expect(examine({ directory: place.live, migrations: [TORN_ROWS] })).toMatchObject({ findings: [expect.stringMatching(/damaged/)] });
});
