import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from '@atrium/server';
import type { Migration, Store } from '@atrium/server';
import { expect, test } from 'vitest';
import { openSqlite } from './store.ts';

const TABLE: Migration = { name: 'kind/0001-table', sql: 'create table kind_rows (id integer primary key, text text)' };
const NOON = Date.UTC(2030, 0, 1, 12);
/** Threads are started and files flushed on a machine that others use too. */
const SLOW = { timeout: 30_000 };

async function temporary(): Promise<{ readonly root: string; readonly live: string } & AsyncDisposable> {
  const root = await mkdtemp(join(tmpdir(), 'atrium-sqlite-'));
  return { root, live: join(root, 'live'), [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}
const open = (directory: string, migrations: readonly Migration[] = [TABLE]): Promise<Store> => openSqlite({ directory, migrations, clock: () => NOON });
const textsIn = async (store: Store) => (await store.transact((read) => read(sql`select text from kind_rows order by id`))).map(({ text }) => text);
/** Only while no store is open: closing a file of an open one would lose its locks. */
const bytesOf = (folder: string) => readFile(join(folder, 'atrium.db'));

async function filled(directory: string, text = 'kept'): Promise<void> {
  const store = await open(directory);
  await store.write([sql`insert into kind_rows (text) values (${text})`]);
  await store.close();
}

test('[ST40] a second store on the same folder is refused, and the first goes on', SLOW, async () => {
  await using place = await temporary();
  const first = await open(place.live);
  await expect(open(place.live)).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(place.live) });
  expect(await first.write([sql`insert into kind_rows (text) values ('on')`])).toEqual([1]);
  await first.close();
  const second = await open(place.live);
  expect(await textsIn(second)).toEqual(['on']);
  await second.close();
});

test('[ST40] so is a second program; the lock goes with the program that is killed', SLOW, async () => {
  await using place = await temporary();
  const other = spawn(process.execPath, [fileURLToPath(new URL('./testing/hold-open.ts', import.meta.url)), place.live], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  await expect(open(place.live, [])).rejects.toMatchObject({ code: 'locked' });
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await open(place.live, [])).close();
});

test('[ST41] a database of a newer program is refused, and nothing of it is changed', SLOW, async () => {
  await using place = await temporary();
  const newer = await open(place.live, [TABLE, { name: 'kind/0002-more', sql: 'create table more (a integer)' }]);
  await newer.close();
  const before = await bytesOf(place.live);
  await expect(open(place.live, [TABLE, { name: 'other/0001-new', sql: 'create table new (a integer)' }])).rejects.toMatchObject({
    code: 'newer',
    message: expect.stringContaining('kind/0002-more'),
  });
  expect(before.equals(await bytesOf(place.live))).toBe(true);
  expect(await readdir(place.root)).toEqual(['live']);
});

test('[ST42] pending steps are one transaction: if one fails the database is as it was', SLOW, async () => {
  await using place = await temporary();
  await filled(place.live);
  const bad = [TABLE, { name: 'kind/0002-more', sql: 'create table more (a integer)' }, { name: 'kind/0003-bad', sql: 'create nonsense' }];
  await expect(open(place.live, bad)).rejects.toMatchObject({ code: 'migration', message: expect.stringContaining('kind/0003-bad') });
  const store = await open(place.live);
  expect(await textsIn(store)).toEqual(['kept']);
  expect(await store.transact((read) => read(sql`select name from sqlite_schema where name = 'more'`))).toEqual([]);
  await store.close();
});

test('[ST42] a step that leaves a row referring to nothing fails; two steps of one name are refused', SLOW, async () => {
  await using place = await temporary();
  const dangling = { name: 'kind/0002-child', sql: 'create table child (parent integer references kind_rows (id)); insert into child values (99)' };
  await expect(open(place.live, [TABLE, dangling])).rejects.toMatchObject({ code: 'migration', message: expect.stringContaining('child') });
  await expect(open(place.live, [TABLE, TABLE])).rejects.toMatchObject({ code: 'migration', message: expect.stringContaining(TABLE.name) });
});

test('[ST43] before a step the database is copied out of the folder, as it was; a new one is not', SLOW, async () => {
  await using place = await temporary();
  await filled(place.live);
  expect(await readdir(place.root)).toEqual(['live']);
  const store = await open(place.live, [TABLE, { name: 'kind/0002-wipe', sql: 'delete from kind_rows' }]);
  expect(await textsIn(store)).toEqual([]);
  await store.close();
  expect(await readdir(join(place.root, 'backups'))).toEqual(['before-kind-0002-wipe-2030-01-01T12-00-00.db']);
  await mkdir(join(place.root, 'restored'));
  await writeFile(join(place.root, 'restored/atrium.db'), await readFile(join(place.root, 'backups/before-kind-0002-wipe-2030-01-01T12-00-00.db')));
  const restored = await open(join(place.root, 'restored'));
  expect(await textsIn(restored)).toEqual(['kept']);
  await restored.close();
});

test('[ST44] a damaged file is refused with what to do, and nothing is changed', SLOW, async () => {
  await using place = await temporary();
  await filled(place.live, 'x'.repeat(50_000));
  const bytes = await bytesOf(place.live);
  const inside = Buffer.from(bytes).fill(0xa5, 4_096 * 3, 4_096 * 9);
  for (const wrong of [inside, Buffer.alloc(20_000, 'not a database ')]) {
    await writeFile(join(place.live, 'atrium.db'), wrong);
    await expect(open(place.live)).rejects.toMatchObject({ code: 'damaged', message: expect.stringMatching(/Nothing was changed\..*backup/) });
    expect(wrong.equals(await bytesOf(place.live))).toBe(true);
  }
});

test('[ST44] a database of something else is refused', SLOW, async () => {
  await using place = await temporary();
  await filled(place.live);
  const store = await open(place.live);
  await store.write([sql`drop table migrations`]);
  await store.close();
  await expect(open(place.live)).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('not a database of Atrium') });
});

test('[ST45] the folder is made for the owner alone; one that cannot be made is refused', SLOW, async () => {
  await using place = await temporary();
  await (await open(join(place.live, 'deep'))).close();
  expect((await stat(join(place.live, 'deep'))).mode & 0o777).toBe(0o700);
  await writeFile(join(place.root, 'file'), '');
  await expect(open(join(place.root, 'file/live'))).rejects.toMatchObject({ code: 'not-writable', message: expect.stringContaining('file/live') });
  await mkdir(join(place.root, 'taken/atrium.db'), { recursive: true });
  await expect(open(join(place.root, 'taken'))).rejects.toMatchObject({ code: 'not-writable' });
});

test('[ST46] with the disk full nothing is lost, no entry is blamed, and it goes on by itself when there is room', SLOW, async () => {
  await using place = await temporary();
  const store = await open(place.live);
  const body = JSON.stringify('x'.repeat(50_000));
  const posted = { events: [{ name: 'posted', version: 1, at: NOON, by: null, audience: null, body }], rows: [], redacts: [], effects: [], cancels: [] };
  const append = (channel: string) => ({ channel, expected: ['0', 0] as const, term: '1-a', fence: '0', entries: [posted] });
  // SQLite says the same of its own limit as of a full disk.
  await store.write([{ text: 'pragma max_page_count = 40', values: [] }]);
  expect(await store.append([append('chat/a'), append('chat/b'), append('chat/c'), append('chat/d')])).toMatchObject(
    Array.from({ length: 4 }, () => ({ kind: 'failed' })),
  );
  await expect(store.write([sql`insert into kind_rows (text) values (${'y'.repeat(200_000)})`])).rejects.toMatchObject({ code: 'full' });
  expect((await store.load('chat/a')).head).toEqual(['0', 0]);
  await store.write([{ text: 'pragma max_page_count = 1000000', values: [] }]);
  expect(await store.append([append('chat/a')])).toEqual([{ kind: 'committed' }]);
  await store.close();
});
