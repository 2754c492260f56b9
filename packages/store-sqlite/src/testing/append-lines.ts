/**
 * A program that appends as many events as each line of its input says, in entries of three with a row each, answers with the offset that
 * was acknowledged last, and is killed at some point. Argument: the folder.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { sql } from '@atrium/server';
import { openSqlite } from '../store.ts';
import { TORN_ROWS } from './torn-rows.ts';

const store = await openSqlite({ directory: process.argv[2] ?? '', migrations: [TORN_ROWS] });
const { head: found, term: fence } = await store.load('chat/a');
let head = found;
for await (const line of createInterface({ input: process.stdin })) {
  for (let n = 0; n < Number(line); n += 3) {
    const events = [1, 2, 3].map((nth) => ({ name: 'posted', version: 1, at: 0, by: null, audience: null, body: JSON.stringify(head[1] + nth) }));
    const entry = { events, rows: [sql`insert into torn_rows (last) values (${head[1] + 3})`], redacts: [], effects: [], cancels: [] };
    const [outcome] = await store.append([{ channel: 'chat/a', expected: head, term: '1.torn', fence, entries: [entry] }]);
    if (outcome?.kind !== 'committed') throw new Error(`The append was answered ${JSON.stringify(outcome)}.`);
    head = ['1.torn', head[1] + 3];
  }
  writeSync(1, `${head[1]}\n`);
}
