import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@atrium/client';
import { AtriumError } from '@atrium/protocol';
import { createHub, type Hub, SYSTEM } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { documentKind } from '../channel.ts';
import { mountYWebsocket } from '../y-websocket/mount.ts';

/** A hub with documents, and y-websocket beside its own, in a folder that outlives it. The room `pier` has ann, its owner, and bob; anybody may look. */
export class House implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'atrium-document-'));
  readonly #clients: Client[] = [];
  port = 0;
  hub!: Hub;
  #stop: (() => Promise<void>) | undefined;

  static async start(): Promise<House> {
    const house = new House();
    await house.start();
    const members = [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
    ];
    const input = { placed: true, name: 'Pier', type: 'public', archived: false, members };
    await house.hub.command({ identity: SYSTEM, channel: 'document/pier', name: 'follow', input });
    return house;
  }

  async start(): Promise<void> {
    const store = await openSqlite({ directory: join(this.#folder, 'live'), migrations: documentKind.migrations ?? [] });
    const identity = (who: string) => ({ identity: { id: who, name: who, role: 'member' } });
    this.hub = createHub({
      store,
      kinds: [documentKind],
      authenticate: ({ url = '' }) => identity(new URL(url, 'ws://localhost').searchParams.get('who') ?? 'nobody'),
    });
    const server = createServer();
    server.on('upgrade', (request, socket, head) => void (request.url?.startsWith('/live') && this.hub.upgrade(request, socket, head)));
    const mounted = mountYWebsocket(server, {
      hub: this.hub,
      nameOf: async (who) => who.toUpperCase(),
      authenticate: async (token) => {
        const [, who] = /^token-of-(\w+)$/.exec(token ?? '') ?? [];
        return who === undefined
          ? { status: 401, error: new AtriumError({ kind: 'unauthorised', message: 'That token opens nothing.' }).toWire() }
          : identity(who);
      },
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.#stop = async () => {
      mounted.close();
      server.close();
      server.closeAllConnections();
      await this.hub.close();
      await store.close();
    };
  }

  async restart(): Promise<void> {
    await this.#stop?.();
    await this.start();
  }

  client(who: string): Client {
    const client = connect(`ws://127.0.0.1:${this.port}/live?who=${who}`);
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.#stop?.();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until something holds, looking again whenever the loop turns. */
export async function until(what: string, holds: () => unknown): Promise<void> {
  const late = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > late) throw new Error(`It did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
