import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Channel, type Client, type ConnectOptions } from '@atrium/client';
import { createHub, type Hub, type Store, SYSTEM } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import { CACHE } from '../lib/peers.ts';
import { room, roomKind } from './kind.ts';

export const newFolder = (): string => {
  mkdirSync(CACHE, { recursive: true });
  return mkdtempSync(join(CACHE, 'atrium-beside-'));
};

/** A hub on disk, as anybody's Node server has it. */
export class AtriumServer implements AsyncDisposable {
  readonly hub: Hub;
  readonly port: number;
  /** Milliseconds that a commit, and a read of that word, take longer than they do. */
  readonly late: { commitMs: number; slowMs: number };
  readonly #end: () => Promise<void>;

  private constructor(hub: Hub, port: number, late: AtriumServer['late'], end: () => Promise<void>) {
    this.hub = hub;
    this.port = port;
    this.late = late;
    this.#end = end;
  }

  static async start(folder = newFolder(), port = 0): Promise<AtriumServer> {
    const late = { commitMs: 0, slowMs: 0 };
    const sqlite = await openSqlite({ directory: join(folder, 'live'), migrations: [] });
    const store: Store = {
      ...sqlite,
      append: async (batches) => {
        await sleep(late.commitMs);
        return sqlite.append(batches);
      },
      transact: (work) =>
        sqlite.transact((read, head) =>
          work(async (query) => {
            if (query.text.includes('slow')) await sleep(late.slowMs);
            return read(query);
          }, head),
        ),
    };
    const hub = createHub({
      store,
      kinds: [roomKind],
      limits: { commands: { perSecond: 10_000, burst: 10_000 } },
      authenticate: ({ url }) => {
        const who = new URL(url ?? '/', 'http://localhost').searchParams.get('who') ?? 'nobody';
        return { identity: { id: who, name: who, role: 'member' } };
      },
    });
    const server = createServer(hub.explain).on('upgrade', hub.upgrade);
    await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
    return new AtriumServer(hub, (server.address() as AddressInfo).port, late, async () => {
      server.close();
      await hub.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** As the server's own code says something. */
  say(text: string): Promise<unknown> {
    return this.hub.command({ identity: SYSTEM, channel: 'room/lobby', name: 'say', input: { text } });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}

/** The client package, in the lobby, with what it heard. */
export class AtriumUser implements AsyncDisposable {
  readonly client: Client;
  readonly lobby: Channel<typeof room>;
  readonly heard: string[];

  private constructor(client: Client, lobby: Channel<typeof room>, heard: string[]) {
    this.client = client;
    this.lobby = lobby;
    this.heard = heard;
  }

  static async in(port: number, who = 'ada', options: ConnectOptions = {}): Promise<AtriumUser> {
    const client = connect(`ws://127.0.0.1:${port}/?who=${who}`, options);
    const heard: string[] = [];
    const lobby = client.channel(room, 'lobby');
    lobby.on('said', ({ text }) => void heard.push(text));
    await new Promise<void>((resolve) => void lobby.once('joined', () => resolve()));
    return new AtriumUser(client, lobby, heard);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}
