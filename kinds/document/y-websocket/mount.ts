import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits, wireError } from '@atrium/protocol';
import { defaultLimits, type Hub, type Rate, type Verdict } from '@atrium/server';
import { WebSocketServer } from 'ws';
import { Bridge } from './bridge.ts';

/** Milliseconds between two pings: the hub takes a connection that is silent for 40 s for dead. */
const PING_MS = 15_000;
/** Milliseconds in which it is said who it is. */
const ADMIT_WITHIN_MS = 10_000;

export interface MountOptions {
  readonly hub: Pick<Hub, 'accept' | 'command'>;
  /** Who is it? `token` is the parameter of that name, as the provider's `params` give it. A cookie is not looked at, so that no other page can come with it. */
  authenticate(token: string | undefined): Promise<Verdict>;
  /** What somebody is called at their cursor; default: their id. */
  nameOf?(who: string): Promise<string>;
  /** Where it is served, with a stroke at the end; the room's id follows. Default `/yjs/`. */
  readonly path?: string;
  /** Updates of one connection; default: the hub's own limit for commands. */
  readonly updates?: Rate;
}

/**
 * Lets y-websocket's provider open a hub's documents: a client is a connection of the hub, for which the same identities, rights and limits hold.
 * Not promised to it is what its protocol has no words for: nothing says that an update is on disk, so what was not sent before a crash
 * of the client is the client's to send again, as it does with its next connection. docs/guides/documents.md.
 * @example
 * mountYWebsocket(server, { hub, authenticate: (token) => identityOf(token) });
 * // in the client: new WebsocketProvider('wss://atrium.example/yjs', roomId, doc, { params: { token } })
 */
export function mountYWebsocket(server: Server, options: MountOptions): { close(): void } {
  const { hub, path = '/yjs/', nameOf = (who) => Promise.resolve(who), updates = defaultLimits.commands } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const bridges = new Map<object, Bridge>();
  // One timer for all.
  const pings = setInterval(() => {
    for (const socket of sockets.clients) socket.ping();
  }, PING_MS);
  pings.unref();
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '', 'ws://localhost');
    if (!url.pathname.startsWith(path)) return;
    socket.on('error', () => socket.destroy());
    const late = setTimeout(() => socket.destroy(), ADMIT_WITHIN_MS);
    const token = url.searchParams.get('token') ?? undefined;
    const room = url.pathname.slice(path.length);
    options
      .authenticate(token)
      .catch((): Verdict => ({ status: 500, error: wireError({ kind: 'internal' }) }))
      .then((verdict) => {
        clearTimeout(late);
        if (!('identity' in verdict)) return reject(socket, verdict);
        if (!ROOM.test(room)) return reject(socket, { status: 404, error: wireError({ kind: 'not-found' }) });
        sockets.handleUpgrade(request, socket, head, (opened) => {
          const bridge = new Bridge(opened, { hub, identity: verdict.identity, room, address: request.socket.remoteAddress ?? '', updates, nameOf });
          bridges.set(opened, bridge);
          opened.on('close', () => bridges.delete(opened));
          bridge.open();
        });
      })
      .catch(() => socket.destroy());
  };
  server.on('upgrade', upgrade);
  return {
    close: () => {
      clearInterval(pings);
      server.off('upgrade', upgrade);
      for (const bridge of bridges.values()) bridge.destroy();
    },
  };
}

const ROOM = /^[A-Za-z0-9_-]{1,64}$/;

function reject(socket: Duplex, { status, error }: { readonly status: number; readonly error: { readonly message: string } }): void {
  const body = `${error.message}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
