/** A store on a disk that gets full, and gets room again. Says what it was answered. Arguments: see confined.ts. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '@atrium/server';
import type { AppendOutcome, Store } from '@atrium/server';
import { openSqlite } from '../store.ts';

const [folder = '', how] = process.argv.slice(2);
const said: string[] = [];
const open = (): Promise<Store> =>
  openSqlite({
    directory: join(folder, 'live'),
    migrations: [{ name: 'kind/0001-table', sql: 'create table kind_rows (id integer primary key, text text)' }],
    log: (level, what) => said.push(`${level}: ${what}`),
  });

const BALLAST = join(folder, 'ballast');
/** Where nothing can be mounted, SQLite's own limit stands for the disk's. */
const limitPages = async (pages: number): Promise<unknown> => store.write([{ text: `pragma max_page_count = ${pages}`, values: [] }]);
const PRLIMIT = 'prlimit';
/** Of this process's files, bytes; what is larger already stays. */
const limitFiles = (bytes: string): unknown => execFileSync(PRLIMIT, ['--pid', String(process.pid), `--fsize=${bytes}:`]);
async function fill(): Promise<void> {
  if (how === 'quota') return void limitFiles('4096');
  if (how !== 'mounted') return void (await limitPages(1));
  for (let bytes = 65_536; bytes >= 1; bytes /= 2) {
    try {
      for (;;) appendFileSync(BALLAST, Buffer.alloc(bytes));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}
async function makeRoom(): Promise<unknown> {
  if (how === 'quota') return limitFiles('unlimited');
  return how === 'mounted' ? rmSync(BALLAST) : limitPages(1_000_000);
}

const acknowledged: number[] = [];
let tries = 0;
async function append(channels = 1): Promise<readonly AppendOutcome[]> {
  tries += 1;
  const number = tries;
  const body = JSON.stringify([number, 'x'.repeat(30_000)]);
  const entry = { events: [{ name: 'posted', version: 1, at: 0, by: null, audience: null, body }], rows: [], redacts: [], effects: [], cancels: [] };
  const { head, term } = await store.load('chat/0');
  const outcomes = await store.append(
    Array.from({ length: channels }, (_, n) =>
      n === 0
        ? { channel: 'chat/0', expected: head, term: '1.a', fence: term, entries: [entry] }
        : { channel: `chat/${number}-${n}`, expected: ['0', 0] as const, term: '1.a', fence: '0', entries: [entry] },
    ),
  );
  if (outcomes[0]?.kind === 'committed') acknowledged.push(number);
  return outcomes;
}
const refusalOf = (error: unknown): unknown => (error instanceof Error ? { name: error.name, ...('code' in error && { code: error.code }) } : error);
const stored = async (): Promise<readonly unknown[]> =>
  (await store.read('chat/0', 0, { events: 1_000, bytes: 100_000_000 })).events.map(({ body }) => (JSON.parse(body ?? '[]') as unknown[])[0]);

let store = await open();
for (let n = 0; n < 5; n += 1) await append();
await fill();
const failed = [await append(3), await append(3)];
const write = await store.write([sql`insert into kind_rows (text) values (${'y'.repeat(100_000)})`]).then(() => 'written', refusalOf);
const trimmed = await store.trim('chat/0', 1, 1).catch(refusalOf);
const readWhileFull = await stored();
await makeRoom();
const after = [await append(3), await append()];
const kept = await stored();
await store.close();

// It is full already when the program starts.
let start: unknown = 'opened';
if (how === 'mounted') {
  await fill();
  try {
    store = await open();
    start = { read: await stored() };
    await store.close();
  } catch (error) {
    start = refusalOf(error);
  }
  await makeRoom();
}
store = await open();
const last = await append();
const whole = await stored();
await store.close();
process.stdout.write(JSON.stringify({ failed, write, trimmed, readWhileFull, after, kept, start, last, whole, acknowledged, said }));
