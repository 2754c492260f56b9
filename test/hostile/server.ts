import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createHub } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { boardKind, privateKind } from '@atrium/testkit';

// A hub in a process of its own, whose memory can be looked at: a line `look` on its standard input is answered with one line of JSON.
const kinds = [privateKind, boardKind];
const directory = join(mkdtempSync(join(tmpdir(), 'atrium-hostile-')), 'live');
const store = await openSqlite({ directory, migrations: privateKind.migrations ?? [] });
let broken = 0;
const plenty = { perSecond: 1e5, burst: 1e5 };
const hub = createHub({
  store,
  kinds,
  authenticate: (request) => {
    const name = new URL(request.url ?? '/', 'http://localhost').searchParams.get('who') ?? 'nobody';
    return { identity: { id: name, name, role: 'member' } };
  },
  log: (level) => void (broken += Number(level === 'error')),
  limits: { handshakesPerAddress: plenty, connectionsPerAddress: 1e5, heartbeatMs: 1_000, silentAfterMs: 3_000, stalledAfterMs: 60_000 },
});
const server = createServer({ headersTimeout: 1_000, requestTimeout: 2_000, connectionsCheckingInterval: 100 });
server.on('upgrade', hub.upgrade);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));

createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  console.log(JSON.stringify({ broken, rss, held: heapUsed + external + arrayBuffers, ...hub.stats() }));
});
process.stdin.on('end', () => process.exit(0));
