import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Hub, Store } from '@atrium/server';
import { authenticateSocketIO, authenticateToken } from './authenticate.ts';
import { createApp } from './create-app.ts';
import type { House } from './house.ts';
import { createServer, listen } from './listen.ts';
import { readyLines } from './ready-lines.ts';
import type { Settings } from './settings.ts';

/** Milliseconds that clients and running requests are given on the way out: below the 10 s after which most supervisors kill. */
const DRAIN_WITHIN = 5_000;

/** Milliseconds over which clients come back: what a restart takes, and some for each. */
const RETURN_WITHIN = { least: 500, each: 2 };

export interface Running {
  /** Where this machine reaches it. */
  readonly origin: string;
  /** Says good-bye to everyone and closes: hub first, so that nobody is cut in the middle of a commit. */
  stop(): Promise<void>;
}

type Bridged = Pick<Hub, 'accept' | 'command'>;
const SOCKETIO = '/socket.io/';
const YJS = '/yjs/';

/** Loaded when it is wanted: most have no Socket.IO clients. */
async function serveSocketIO(server: Server, { hub, access }: Pick<House, 'access'> & { readonly hub: Bridged }): Promise<void> {
  const { mountSocketIO } = await import('@atrium/socketio');
  mountSocketIO(server, { hub, path: SOCKETIO, authenticate: authenticateSocketIO(access) });
}

/** The same for y-websocket's provider. */
async function serveYjs(server: Server, { hub, access, people }: Pick<House, 'access' | 'people'> & { readonly hub: Bridged }): Promise<void> {
  const { mountYWebsocket } = await import('@atrium/kind-document/y-websocket');
  const nameOf = async (who: string): Promise<string> => (await people.find(who))?.name ?? who;
  mountYWebsocket(server, { hub, path: YJS, nameOf, authenticate: authenticateToken(access) });
}

interface Options {
  readonly house: House;
  /** For Socket.IO and y-websocket, where they are wanted. */
  readonly hub?: Bridged;
  readonly settings: Settings;
  readonly store: Pick<Store, 'close'>;
  /** Where the ready line goes. */
  readonly say: (text: string) => void;
}

/** Makes good what a crash left, listens, and says that it is ready. */
export async function run({ house, hub: whole, settings, store, say }: Options): Promise<Running> {
  const { hub, access, addresses, visitors, people, accounts, sessions, firstRun, log } = house;
  const server = createServer(createApp(house), {
    tls: settings.tls,
    upgrade: (request, socket, head) => hub.upgrade(visitors.asSeen(request), socket, head),
    besides: [...(settings.socketio ? [SOCKETIO] : []), ...(settings.yjs ? [YJS] : [])],
  });
  if (settings.socketio && whole) await serveSocketIO(server, { hub: whole, access });
  if (settings.yjs && whole) await serveYjs(server, { hub: whole, access, people });
  const added = await people.addMissing(await accounts.all());
  if (added > 0) log.warn({ added }, 'people were missing in the directory and have been added again');
  await sessions.sweep();
  addresses.listening(await listen(server, settings));
  house.open.now = true;
  say(readyLines(addresses, (await firstRun.done()) ? undefined : await firstRun.newToken()));
  return { origin: addresses.local, stop: () => stop({ house, server, store }) };
}

async function stop({ house, server, store }: { readonly house: House; readonly server: Server; readonly store: Pick<Store, 'close'> }): Promise<void> {
  house.open.now = false;
  // A small team is back at once; a large one comes back a few hundred a second.
  await house.hub.drain({ withinMs: Math.min(DRAIN_WITHIN, RETURN_WITHIN.least + RETURN_WITHIN.each * (house.hub.stats()['connections'] ?? 0)) });
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_WITHIN);
  await closed;
  clearTimeout(cut);
  await house.hub.close();
  await store.close();
}
