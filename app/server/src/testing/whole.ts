import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@atrium/client';
import pino from 'pino';
import { compose } from '../compose.ts';
import { openStore } from '../open-store.ts';
import { type Running, run } from '../run.ts';
import { readSettings } from '../settings.ts';

/** The whole server on a folder of its own: real store, real hub, real clients over real sockets. It can be stopped and started again. */
export async function createWhole(environment: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-whole-'));
  const settings = readSettings({ PORT: '0', HOST: '127.0.0.1', ATRIUM_DATA: folder, ...environment }, folder);
  const log = pino({ level: 'silent' });
  const clients = new Set<Client>();
  let running: Running | undefined;
  let origin = '';
  let said = '';

  const stop = async () => {
    await Promise.all([...clients].map((client) => client.close()));
    clients.clear();
    await running?.stop();
    running = undefined;
  };
  const start = async () => {
    const store = await openStore({ dataFolder: settings.dataFolder, log });
    const { house, hub } = compose({ settings, store, log, webFolder: join(folder, 'web') });
    said = '';
    running = await run({ house, hub, settings, store, say: (text) => void (said += text) });
    origin = running.origin.replace('localhost', '127.0.0.1');
    return house;
  };
  let house = await start();

  const ask = async (method: string, path: string, { cookie, body }: { readonly cookie?: string; readonly body?: unknown } = {}) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { 'x-atrium': '1', 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', text: await response.text() };
  };
  return {
    ask,
    origin: () => origin,
    said: () => said,
    house: () => house,
    connect(cookie: string): Client {
      const client = connect(`${origin}/live`, { headers: { cookie } });
      clients.add(client);
      return client;
    },
    async restart() {
      await stop();
      house = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the client's status is as wanted. */
export function statusOf(client: Client, wanted: (status: Client['status']) => boolean): Promise<Client['status']> {
  if (wanted(client.status)) return Promise.resolve(client.status);
  return new Promise((resolve) => {
    const off = client.on('status', (status) => {
      if (!wanted(status)) return;
      off();
      resolve(status);
    });
  });
}
