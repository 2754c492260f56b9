import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What stands before a program on a real server: it speaks TLS with browsers, plain http with the program, and says for whom. */
export class TlsProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async to(target: () => number): Promise<TlsProxy> {
    const server = createServer({ cert: read('cert.pem'), key: read('key.pem') });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new TlsProxy(server, address.port);
    server.on('secureConnection', (socket) => void proxy.#sockets.add(socket.on('error', () => undefined)));
    server.on('request', (incoming, response) => {
      const onward = forward(incoming, target());
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      incoming.pipe(onward);
    });
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const onward = forward(incoming, target());
      onward.on('upgrade', (answer, far: Duplex, first: Buffer) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${rawHeaders(answer)}\r\n`);
        socket.write(first);
        far.write(head);
        far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
        socket.on('close', () => far.destroy());
        socket.pipe(far).pipe(socket);
      });
      onward.on('response', (answer) => {
        socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${rawHeaders(answer)}\r\n`);
        answer.pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      onward.end();
    });
    return proxy;
  }

  /** Ends every connection that browsers have. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await Promise.resolve();
  }
}

/** As proxies are set up by default: the program sees their own name for it, and the browser's in headers. */
function forward({ method, url, headers, socket }: IncomingMessage, port: number) {
  return request({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers: {
      ...headers,
      host: `127.0.0.1:${port}`,
      'x-forwarded-for': socket.remoteAddress ?? '',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': headers.host ?? '',
    },
  });
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): string {
  let text = '';
  for (let at = 0; at < raw.length; at += 2) text += `${raw[at]}: ${raw[at + 1]}\r\n`;
  return text;
}
