import type { Server as HttpServer } from 'node:http';
import { limits, wireError } from '@atrium/protocol';
import { defaultLimits, type Hub, type Identity, type Rate, type Verdict } from '@atrium/server';
import { type ExtendedError, Server, type Socket } from 'socket.io';
import { Bridge } from './bridge.ts';

/** Milliseconds between two pings: the hub takes a connection that is silent for 40 s for dead. */
const PING_MS = 15_000;

export interface MountOptions {
  readonly hub: Pick<Hub, 'accept' | 'command'>;
  /** Who is it? `auth` is what the client gave as its `auth` option, such as `{ token }`. */
  authenticate(handshake: Socket['handshake']): Verdict | Promise<Verdict>;
  /** Where it is served; default `/socket.io/`. */
  readonly path?: string;
  /** Origins of pages that may connect, besides the server's own. */
  readonly origins?: readonly string[];
  /** Commands of one connection; default: the hub's own limit. */
  readonly commands?: Rate;
}

/**
 * Puts the official Socket.IO server (protocol 5, clients of version 3 and 4) on a hub's channels. A socket is a connection of the hub: the same
 * identities, rights, limits and revocations hold for it, and it meets the people who come by WebSocket. docs/guides/socketio.md has the events.
 * @example
 * const io = mountSocketIO(server, { hub, authenticate: ({ auth }) => identityOf(auth['token']) });
 */
export function mountSocketIO(server: HttpServer, options: MountOptions): Server {
  const { hub, path = '/socket.io/', origins = [], commands = defaultLimits.commands } = options;
  const io = new Server(server, {
    path,
    serveClient: false,
    // Other upgrades of this server are somebody else's, such as the hub's own.
    destroyUpgrade: false,
    maxHttpBufferSize: limits.frameBytes,
    pingInterval: PING_MS,
    ...(origins.length > 0 && { cors: { origin: [...origins], credentials: true } }),
  });
  const identities = new WeakMap<Socket, Identity>();
  io.use((socket, next) => {
    admit(socket, options).then(
      (identity) => {
        identities.set(socket, identity);
        next();
      },
      (error: ExtendedError) => next(error),
    );
  });
  io.on('connection', (socket) => {
    const identity = identities.get(socket);
    if (identity) new Bridge(socket, { hub, identity, commands }).open();
  });
  return io;
}

/** @throws an error that the client gets as `connect_error`, with the kind in `data`. */
async function admit(socket: Socket, { authenticate }: MountOptions): Promise<Identity> {
  let verdict: Verdict;
  try {
    verdict = await authenticate(socket.handshake);
  } catch {
    verdict = { status: 500, error: wireError({ kind: 'internal' }) };
  }
  if ('identity' in verdict) return verdict.identity;
  const error: ExtendedError = new Error(verdict.error.message);
  error.data = verdict.error;
  throw error;
}
