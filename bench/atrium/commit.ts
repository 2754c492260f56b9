import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../lib/statistics.ts';

/** As many places as one event of a kind without rows is written to: the log and its index, the channel, the client, and the answer that is kept for it. */
const SCHEMA = `
  pragma journal_mode = wal; pragma synchronous = full;
  create table channels (head integer not null); insert into channels values (0);
  create table events (id integer primary key, place integer not null unique, body text not null);
  create table clients (last integer not null); insert into clients values (0);
  create table answers (id integer primary key, body text not null);
  create table replies (n integer primary key, hmac text not null);
`;

/**
 * What one commit of the store's kind costs here, and the disk's part of it: milliseconds, as one line of JSON. At the pace at which
 * acknowledgements are measured: a processor that was asleep is slower than one that does nothing else.
 */
const COUNT = 100;
const EVERY_MS = 20;
const folder = mkdtempSync(join(process.argv[2] ?? '.', 'atrium-commit-'));
try {
  const db = new DatabaseSync(join(folder, 'commit.db'));
  db.exec(SCHEMA);
  const statements = ['update channels set head = ?', 'insert into events (place, body) values (?, ?)', 'update clients set last = ?', 'insert into answers (body) values (?)', 'insert into replies values (?, ?)'].map((text) => db.prepare(text));
  const [channel, event, client, answer, reply] = statements as [StatementSync, StatementSync, StatementSync, StatementSync, StatementSync];
  let n = 0;
  const commits = await timed(() => {
    db.exec('begin immediate');
    event.run(++n, 'x'.repeat(150));
    client.run(n);
    answer.run('{"reply":{}}');
    reply.run(n, 'x'.repeat(43));
    channel.run(n);
    db.exec('commit');
  });
  db.close();
  const file = openSync(join(folder, 'sync'), 'w');
  const page = Buffer.alloc(4096);
  const syncs = await timed(() => {
    writeSync(file, page);
    fdatasyncSync(file);
  });
  closeSync(file);
  console.log(JSON.stringify({ commitMs: quantile(commits, 0.5), syncMs: quantile(syncs, 0.5) }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed(work: () => void): Promise<number[]> {
  const times: number[] = [];
  for (let left = COUNT; left > 0; left--) {
    await sleep(EVERY_MS);
    const began = performance.now();
    work();
    times.push(performance.now() - began);
  }
  return times;
}
