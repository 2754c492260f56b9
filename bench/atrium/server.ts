import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chatKind } from '@atrium/kind-chat/channel';
import { directoryKind } from '@atrium/kind-directory/channel';
import { personKind } from '@atrium/kind-person/channel';
import { type AnyKind, createHub, type Store } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { benchKind, newestKind } from './kind.ts';

/**
 * The hub and the store as the product runs them: on disk, fsync on. Only what limits one client's rate is raised, since a thousandth of a room is
 * measured by one generator: commands, queries, joins and mistakes of a connection, handshakes and connections of an address.
 */
const unlimited = { perSecond: 1e9, burst: 1e9 };
const raised = {
  commands: unlimited,
  queries: unlimited,
  joins: unlimited,
  handshakesPerAddress: unlimited,
  connectionsPerAddress: 1_000_000,
  pendingHandshakes: 100_000,
};

const folder = mkdtempSync(join(process.argv[2] ?? '.', 'atrium-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const kinds: readonly AnyKind[] = [benchKind, newestKind, directoryKind, personKind, chatKind];
const sqlite = await openSqlite({
  directory: join(folder, 'live'),
  migrations: kinds.flatMap(({ migrations = [] }) => migrations),
  log: (level, what, detail) => console.error(level, what, detail),
});
let reads = 0;
/** Reads of a log and of views are counted, for whoever asks. */
const store: Store = {
  ...sqlite,
  read: (...asked) => {
    reads += 1;
    return sqlite.read(...asked);
  },
  transact: (work) => {
    reads += 1;
    return sqlite.transact(work);
  },
};
const hub = createHub({
  store,
  kinds,
  // Where somebody means harm, what holds is what the product holds them to.
  limits: process.argv[3] === 'limited' ? {} : raised,
  authenticate: ({ url }) => {
    const who = new URL(url ?? '', 'ws://localhost').searchParams.get('who') ?? 'nobody';
    return { identity: { id: who, name: who, role: 'member' } };
  },
  log: (level, what, detail) => console.error(level, what, detail),
});
hub.onJob(() => Promise.resolve());

// As app/server has it.
const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (_request, response) => void response.end(JSON.stringify({ reads })));
server.on('upgrade', hub.upgrade);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));

process.on('SIGUSR2', () => console.error(hub.stats()));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
