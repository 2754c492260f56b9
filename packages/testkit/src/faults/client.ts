import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cast } from './cast.ts';
import type { Happened, Position } from './check/history.ts';
import { Journal } from './journal.ts';
import { Participant } from './participant.ts';

/** A process of a few clients. It is told what to do by lines on its standard input, and ends with it. */
interface Task {
  readonly url: string;
  readonly folder: string;
  readonly seed: number;
  readonly crew: readonly string[];
  readonly start: number;
  readonly tables: readonly string[];
}
type Order =
  | { readonly t: 'drain'; readonly withinMs: number }
  | { readonly t: 'finish'; readonly heads: Readonly<Record<string, Position>>; readonly withinMs: number };

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const { url, folder, seed, crew, start, tables } = task;
const journal = new Journal<Happened>(join(folder, `history-${crew.join('-')}-${start}.jsonl`));
const participants = cast.filter(({ who }) => crew.includes(who)).map((person) => new Participant({ person, url, folder, seed, start, tables, journal }));

const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const orders = createInterface({ input: process.stdin });
orders.on('close', () => process.exit(0));
orders.on('line', (line) => void carryOut(JSON.parse(line) as Order));

async function carryOut(order: Order): Promise<void> {
  if (order.t === 'drain') {
    const drained = await Promise.all(participants.map((participant) => participant.drain(order.withinMs)));
    say({ t: 'drained', all: drained.every(Boolean), positions: Object.assign({}, ...participants.map(({ positions }) => positions)) as object });
    return;
  }
  await Promise.all(participants.map((participant) => participant.finish(order.heads, order.withinMs)));
  say({ t: 'finished' });
}
