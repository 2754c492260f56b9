import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../lib/statistics.ts';

/**
 * What one commit of the store's kind costs here, and the disk's part of it: milliseconds, as one line of JSON. At the pace at which
 * acknowledgements are measured: a processor that was asleep is slower than one that does nothing else.
 */
const COUNT = 100;
const EVERY_MS = 20;
const folder = mkdtempSync(join(process.argv[2] ?? '.', 'atrium-commit-'));
try {
  const db = new DatabaseSync(join(folder, 'commit.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table log (id integer primary key, body text not null)');
  const insert = db.prepare('insert into log (body) values (?)');
  const commits = await timed(() => {
    db.exec('begin immediate');
    insert.run('x'.repeat(150));
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
