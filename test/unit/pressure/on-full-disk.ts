/** A hub, its store and its clients on a disk that gets full, and gets room again. Says what became of the commands. Arguments: a folder, and `mounted` or `open`. */
import { appendFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Client, connect } from '@atrium/client';
import { AtriumError, defineChannel } from '@atrium/protocol';
import { createHub, defineKind, type Hub, SYSTEM } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import * as v from 'valibot';

const Line = v.object({ who: v.string(), text: v.string() });
const lines = defineChannel('lines', {
  commands: { say: { input: v.object({ text: v.string() }), reply: v.object({ count: v.number() }) } },
  events: { said: Line },
  queries: { count: { input: v.object({}), reply: v.object({ count: v.number() }) } },
  view: v.object({ count: v.number() }),
  apply: ({ count }, _event) => ({ count: count + 1 }),
});
const linesKind = defineKind(lines, {
  migrations: [{ name: 'lines/0001-rows', sql: 'create table lines_rows (id integer primary key, text text not null)' }],
  initial: () => ({ count: 0 }),
  evolve: ({ count }) => ({ count: count + 1 }),
  decide: {
    say: ({ count }, { text }, { identity }) => ({ events: [{ name: 'said', data: { who: identity.name, text } }], reply: { count: count + 1 } }),
  },
  queries: {
    async count(read) {
      const [row] = await read({ text: 'select count(*) as count from lines_rows', values: [] });
      return { count: Number(row?.['count']) };
    },
  },
  project: (event) => (event.data ? [{ text: 'insert into lines_rows (text) values (?)', values: [event.data.text.slice(0, 4)] }] : []),
  viewer: () => ({}),
  show: (state) => ({ count: state.count }),
});

const [folder = '', how] = process.argv.slice(2);
const BALLAST = join(folder, 'ballast');
const store = await openSqlite({ directory: join(folder, 'live'), migrations: linesKind.migrations ?? [] });
let told = 0;
let heard: () => void = () => undefined;
const hub: Hub = createHub({
  store,
  kinds: [linesKind],
  authenticate: (request) => {
    const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('as') ?? '';
    return { identity: { id, name: id, role: 'member' } };
  },
  log: (_level, what) => {
    if (what !== 'the store took nothing') return;
    told += 1;
    heard();
  },
});
const limitPages = (pages: number): Promise<unknown> => store.write([{ text: `pragma max_page_count = ${pages}`, values: [] }]);

async function fill(): Promise<void> {
  if (how !== 'mounted') return void (await limitPages(1));
  for (let bytes = 65_536; bytes >= 1; bytes /= 2) {
    try {
      for (;;) appendFileSync(BALLAST, Buffer.alloc(bytes));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}

const server = createServer().on('upgrade', hub.upgrade).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const people = ['ann', 'bob', 'cem'];
const clients = people.map((name): Client => connect(`ws://127.0.0.1:${address.port}/live?as=${name}`));
const channels = await Promise.all(clients.map((client) => client.join(lines, 'main')));
const WIDE = 'x'.repeat(20_000);
const say = (nth: number): Promise<unknown>[] => channels.map((channel) => channel.emit('say', { text: `${nth} ${WIDE}` }));

await Promise.all(say(1));
await fill();
let done = 0;
const waiting = [2, 3, 4].flatMap(say);
for (const command of waiting) void command.then(() => (done += 1));
// Each try of the store that failed is told; the second one comes from a client that was refused and came back by itself.
while (told < 2) await new Promise<void>((resolve) => (heard = resolve));
const system = await hub.command({ identity: SYSTEM, channel: 'lines/main', name: 'say', input: { text: WIDE } }).then(
  () => 'done',
  (error: unknown) => (error instanceof AtriumError ? { kind: error.kind, message: error.message } : String(error)),
);
const late = connect(`ws://127.0.0.1:${address.port}/live?as=dag`);
const joined = await late.join(lines, 'main');
const query = await joined.query('count', {});
const whileFull = { done, system, joined: joined.view, query: query.reply };

if (how === 'mounted') rmSync(BALLAST);
else await limitPages(1_000_000);
await Promise.all(waiting);
const { events } = await store.read('lines/main', 0, { events: 1_000, bytes: 100_000_000 });
const said = events.map(({ body }) => v.parse(Line, JSON.parse(body ?? ''))).map(({ who, text }) => [who, text.split(' ')[0]]);
await Promise.all([...clients, late].map((client) => client.close()));
server.close();
server.closeAllConnections();
await hub.close();
await store.close();
process.stdout.write(
  JSON.stringify({
    whileFull,
    orders: Object.fromEntries(people.map((name) => [name, said.filter(([who]) => who === name).map(([, nth]) => nth)])),
    count: said.length,
  }),
);
