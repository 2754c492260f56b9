import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A bad network on 127.0.0.1 between a browser and the program. It forwards until it is told otherwise, and knows nothing of what it carries. */
export class Proxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #ways = new Set<readonly [Socket, Socket]>();
  readonly #left = new WeakSet<readonly [Socket, Socket]>();
  #refusing: 'nothing' | 'sockets' | 'everything' = 'nothing';
  #frozen: 'nothing' | 'answers' | 'everything' = 'nothing';
  port = 0;

  private constructor(target: () => number) {
    this.#server = createServer((near) => this.#carry(near, target()));
  }

  static async to(target: () => number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    proxy.port = address.port;
    return proxy;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Ends every connection at once, as a pulled cable that is noticed. */
  cut(): void {
    for (const [near, far] of this.#ways) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** New connections are ended as soon as they come: all of them, or those that open a WebSocket, as some proxies do. */
  refuse(what: 'sockets' | 'everything' = 'everything'): void {
    this.#refusing = what;
  }

  accept(): void {
    this.#refusing = 'nothing';
  }

  /** Every connection stays open, and nothing passes, or nothing that the program says; new ones are taken and fare no better. */
  freeze(what: 'answers' | 'everything' = 'everything'): void {
    this.#frozen = what;
    for (const [near, far] of this.#ways) {
      far.pause();
      if (what === 'everything') near.pause();
    }
  }

  /** What was held back passes now, in order. */
  thaw(): void {
    this.#frozen = 'nothing';
    for (const way of this.#ways) if (!this.#left.has(way)) for (const socket of way) socket.resume();
  }

  /** Another network: what was open stays as it was, half dead, and is never heard of again; new connections pass. */
  leave(): void {
    this.freeze();
    for (const way of this.#ways) this.#left.add(way);
    this.#frozen = 'nothing';
  }

  #carry(near: Socket, port: number): void {
    if (this.#refusing === 'everything') return void near.resetAndDestroy();
    // A browser opens a connection of its own for a WebSocket, so its first bytes tell.
    near.once(
      'data',
      (chunk: Buffer) => this.#refusing === 'sockets' && /^GET \/live[^]*upgrade: websocket/i.test(chunk.toString('latin1')) && near.resetAndDestroy(),
    );
    const far = connect(port, '127.0.0.1');
    const way = [near, far] as const;
    this.#ways.add(way);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      // No back pressure: a test's messages are small, and what is frozen stays in the kernel.
      from.on('data', (chunk: Buffer) => void (to.destroyed || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#ways.delete(way);
        to.end();
      });
      if (this.#frozen === 'everything' || (this.#frozen === 'answers' && from === far)) from.pause();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await Promise.resolve();
  }
}
