import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { Settings } from './settings.ts';

/** Milliseconds until the headers, and the whole of a request, must be there: a slow phone's form, not somebody who holds a connection open. */
const HEADERS_WITHIN = 10_000;
const REQUEST_WITHIN = 30_000;

/** The port cannot be had; the message says what to do. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** An http or https server, not listening yet, whose upgrades at /live go to the hub and everywhere else nowhere; somebody else has those below `besides`. */
export function createServer(
  app: Express,
  { tls, upgrade, besides = [] }: { readonly tls: Settings['tls']; readonly upgrade: Upgrade; readonly besides?: readonly string[] },
): Server {
  const timeouts = { headersTimeout: HEADERS_WITHIN, requestTimeout: REQUEST_WITHIN };
  const server = tls ? createHttpsServer({ ...tls, ...timeouts }, app) : createHttpServer(timeouts, app);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) === '/live') return upgrade(request, socket, head);
    if (besides.some((path) => pathOf(request).startsWith(path))) return;
    // Without a listener an error on a socket ends the process.
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

/** @returns the port, which is another than asked for when that was 0. */
export async function listen(server: Server, { host, port }: Pick<Settings, 'host' | 'port'>): Promise<number> {
  try {
    // '::' takes IPv4 as well; a kernel without IPv6 knows no such address.
    await listenOn(server, host ?? '::', port);
  } catch (error) {
    if (host !== undefined || !['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL'].includes(codeOf(error))) throw explained(error, { host, port });
    await listenOn(server, '0.0.0.0', port).catch((again: unknown) => {
      throw explained(again, { host, port });
    });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function listenOn(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, () => {
    server.off('error', reject);
    resolve();
  });
  await promise;
}

function explained(error: unknown, { host, port }: Pick<Settings, 'host' | 'port'>): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new CannotListen(`Port ${port} is in use by another program. Stop that one, or start Atrium on another port: PORT=${port + 1} npm start`);
    case 'EACCES':
      return new CannotListen(`Port ${port} is not allowed for this user. Take one from 1024 up: PORT=3000 npm start`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAFNOSUPPORT':
      return new CannotListen(`HOST=${host} is no address of this machine. Leave HOST out to listen on all of them.`);
    default:
      return error;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
// The query is the hub's business; an absolute URL or '*' is no path of ours.
const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';
