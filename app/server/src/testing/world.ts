import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@atrium/kind-directory';
import pino from 'pino';
import { Addresses } from '../addresses.ts';
import { createApp } from '../create-app.ts';
import { buildHouse } from '../house.ts';
import { createServer, listen } from '../listen.ts';
import { readSettings } from '../settings.ts';
import { newId } from '../tokens.ts';
import { HubDouble } from './hub-double.ts';
import { RowsDouble } from './rows-double.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, never>;
}
interface Ask {
  readonly cookie?: string | undefined;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server over real HTTP on a free port, with a clock that stands still until it is moved. */
export async function createWorld(environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-app-'));
  const settings = readSettings({ HOST: '127.0.0.1', ...environment }, folder);
  const [rows, hub] = [new RowsDouble(), new HubDouble()];
  const time = { now: Date.parse('2026-03-02T09:00:00Z') };
  const logged: string[] = [];
  const addresses = new Addresses({ publicUrl: settings.publicUrl, tls: false, host: undefined, lan: ['192.168.7.20'] });
  const webFolder = join(folder, 'web');
  const house = buildHouse({
    settings,
    store: rows,
    hub,
    addresses,
    log: pino({}, { write: (line: string) => void logged.push(line) }),
    clock: () => time.now,
    webFolder,
  });
  const start = async () => {
    const server = createServer(createApp(house), { tls: undefined, upgrade: (request, socket) => hub.upgrade(request, socket) });
    const port = await listen(server, { host: '127.0.0.1', port: 0 });
    addresses.listening(port);
    return { server, port };
  };
  let started: Awaited<ReturnType<typeof start>> | undefined;
  const serving = async () => (started ??= await start());
  house.open.now = true;

  const ask = async (method: string, path: string, { cookie, body, raw, headers }: Ask = {}): Promise<Answer> => {
    const { port } = await serving();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-atrium': '1',
        ...((body !== undefined || raw !== undefined) && { 'content-type': 'application/json' }),
        ...(cookie !== undefined && { cookie }),
        ...headers,
      },
      ...((body !== undefined || raw !== undefined) && { body: raw ?? JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  const cookieOf = ({ headers }: Answer): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  return {
    house,
    rows,
    hub,
    time,
    logged,
    webFolder,
    ask,
    cookieOf,
    port: async () => (await serving()).port,
    get: (path: string, options?: Ask) => ask('GET', path, options),
    post: (path: string, options?: Ask) => ask('POST', path, { body: {}, ...options }),
    /** Does the first run; the owner's cookie. */
    async found(owner = 'Ada Lind'): Promise<string> {
      const token = await house.firstRun.newToken();
      return cookieOf(await ask('POST', '/api/first-run', { body: { token, workspace: 'Harbour Works', name: owner, password: 'quiet harbour' } }));
    },
    /** Somebody who can sign in with 'quiet harbour', without the cost of a hash; their id and cookie. */
    async person(name: string, role: Role = 'member'): Promise<{ readonly id: string; readonly cookie: string }> {
      const id = newId();
      await house.accounts.create({ id, name, passwordHash: QUIET_HARBOUR, role, created: time.now });
      await house.people.add({ id, name, role });
      return { id, cookie: `atrium_session=${await house.sessions.begin(id, { userAgent: 'test', address: '192.0.2.1' })}` };
    },
    async [Symbol.asyncDispose]() {
      if (started) {
        const closed = once(started.server, 'close');
        started.server.close();
        started.server.closeAllConnections();
        await closed;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** 'quiet harbour' at a cost that tests can afford: the parameters stand in the hash. */
const QUIET_HARBOUR = '$argon2id$v=19$m=64,t=1,p=1$YXRyaXVtLXRlc3Qtc2FsdA$8X4mmjLPR/eQfz/BW4emK0rdoamYwKxRAv5RjiLc+nQ';
