import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chatKind } from '@atrium/kind-chat/channel';
import { directoryKind } from '@atrium/kind-directory/channel';
import { arenaKind } from '@atrium/kind-arena/channel';
import { boardKind } from '@atrium/kind-board/channel';
import { documentKind } from '@atrium/kind-document/channel';
import { marketKind } from '@atrium/kind-market/channel';
import { personKind } from '@atrium/kind-person/channel';
import { AtriumError } from '@atrium/protocol';
import { createHub, SYSTEM, type Verdict } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { membersOf, ROOMS, tableOf } from './cast.ts';
import { delayedStore } from './delayed-store.ts';
import { seeded } from './seeded.ts';
import { whispersKind } from './whispers/kind.ts';

/**
 * The real program with a composition root of its own. It loads everything, says `loaded`, and waits for its orders: so a killed one is
 * followed at once by one that stood ready. It ends with its standard input.
 */
interface Orders {
  readonly folder: string;
  readonly port: number;
  readonly seed: number;
  /** Which start of the server, from 1. */
  readonly start: number;
  /** What stands on the rooms' tables. */
  readonly tables: readonly string[];
}

// Rates are for people; here a client gives as much as it can. A half-open connection is found within a second or so.
const fast = { perSecond: 100_000, burst: 100_000 };
const limits = { commands: fast, queries: fast, signals: fast, joins: fast, handshakesPerAddress: fast, heartbeatMs: 500, silentAfterMs: 1_500 };
const kinds = [chatKind, directoryKind, personKind, arenaKind, boardKind, documentKind, marketKind, whispersKind];

const orders = createInterface({ input: process.stdin });
orders.on('close', () => process.exit(0));
orders.once('line', (line) => void serve(JSON.parse(line) as Orders));
process.stdout.write('loaded\n');

async function serve({ folder, port, seed, start, tables }: Orders): Promise<void> {
  const log = (level: string, what: string, detail: unknown): void => console.error(new Date().toISOString(), start, level, what, detail);
  const sqlite = await openSqlite({ directory: join(folder, 'live'), migrations: kinds.flatMap(({ migrations }) => migrations ?? []), log });
  const hub = createHub({ store: delayedStore(sqlite, seeded(seed, start, 3)), kinds, authenticate, rights: () => true, limits, log });
  if (start === 1) {
    const command = (channel: string, name: string, input: unknown): Promise<unknown> => hub.command({ identity: SYSTEM, channel, name, input });
    for (const room of ROOMS) {
      await command(`chat/${room}`, 'create', { name: room, type: 'private', members: [...membersOf(room)] });
      const kind = tableOf(room, tables);
      if (kind === undefined) continue;
      await command(`chat/${room}`, 'placeTable', { kind });
      if (kind === 'market') await command(`market/${room}`, 'open', { question: 'Does it hold?' });
    }
  }
  const server = createServer(hub.explain);
  server.on('upgrade', hub.upgrade);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write('ready\n');
  setInterval(() => process.stderr.write(`${JSON.stringify({ start, ...hub.stats(), rss: process.memoryUsage.rss() })}\n`), 1_000).unref();
}

/** Whoever they say they are: that is not what is tested here. */
function authenticate(request: IncomingMessage): Verdict {
  const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('as');
  if (!id) return { status: 401, error: new AtriumError({ kind: 'unauthorised' }).toWire() };
  return { identity: { id, name: id, role: 'member' } };
}
