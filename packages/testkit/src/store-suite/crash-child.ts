/**
 * A program that appends without pause until somebody kills it, and prints what was acknowledged, a line each.
 * Arguments: the module that opens the place, where it is, the number of the run.
 */
import { writeSync } from 'node:fs';
import { sql } from '@atrium/server';
import type { Migration, Store } from '@atrium/server';
import { appendOf, COMMITTED, post } from './drafts.ts';
import { ROWS } from './place.ts';

const [module = '', where = '', run = ''] = process.argv.slice(2);
const { openPlace }: { openPlace: (where: string, migrations: readonly Migration[]) => Promise<Store> } = await import(module);

const CHANNELS = 3;
const ENTRIES = 5;
/** Commits on their way at once, so that the kill finds some of them half done. */
const IN_FLIGHT = 4;

const store = await openPlace(where, [ROWS]);
const term = `${run}-crash`;
const ends = await Promise.all(Array.from({ length: CHANNELS }, async (_, n) => ({ channel: `chat/${n}`, ...(await store.load(`chat/${n}`)) })));

async function appendForEver(): Promise<never> {
  for (;;) {
    const batch = ends.map((end) => {
      const [, offset] = end.head;
      const entries = Array.from({ length: ENTRIES }, (_, n) => {
        const text = `${end.channel}:${offset + 1 + n}`;
        return post(text, { rows: [sql`insert into suite_rows (text) values (${text})`] });
      });
      const append = appendOf(end.channel, entries, { expected: end.head, fence: end.term, term });
      end.head = [term, offset + ENTRIES];
      end.term = term;
      return append;
    });
    const promised = ends.map(({ channel, head }) => `${channel} ${head[1]}`);
    const outcomes = await store.append(batch);
    if (outcomes.some(({ kind }) => kind !== COMMITTED.kind)) throw new Error(`The append was answered ${JSON.stringify(outcomes)}.`);
    // Straight to the pipe: a line in a buffer would die with the process.
    writeSync(1, `${promised.join('\n')}\n`);
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, appendForEver));
