import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isBlind: boolean;
}

/** A network between a client and a server: what goes wrong in one is done here. What is new after that goes through. */
export class Link implements AsyncDisposable {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #pairs: Set<Pair>;
  /** Who waits for the next that comes of a client. */
  readonly #waiting: (() => void)[];

  private constructor(server: ReturnType<typeof createServer>, pairs: Set<Pair>, waiting: (() => void)[]) {
    this.#server = server;
    this.#pairs = pairs;
    this.#waiting = waiting;
    this.port = (server.address() as AddressInfo).port;
  }

  static async to(port: () => number): Promise<Link> {
    const pairs = new Set<Pair>();
    const waiting: (() => void)[] = [];
    const server = createServer((near) => {
      const far = connect(port(), '127.0.0.1');
      const pair: Pair = { near, far, isBlind: false };
      pairs.add(pair);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.setNoDelay(true);
        from.on('error', () => undefined);
        from.on('data', (chunk: Buffer) => {
          if (pair.isBlind || to.destroyed) return;
          if (!to.write(chunk)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
          if (from === near) for (const tell of waiting.splice(0)) tell();
        });
        from.on('close', () => {
          if (pair.isBlind) return;
          to.destroy();
          pairs.delete(pair);
        });
      }
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return new Link(server, pairs, waiting);
  }

  /** Resolves when something of a client's has been handed on to the server's kernel. */
  nextFromClient(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Both sides are told. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
    this.#pairs.clear();
  }

  /** The client's side is gone, and the server is not told: a phone that changed networks. */
  halfOpen(): void {
    for (const pair of this.#pairs) {
      pair.isBlind = true;
      pair.near.destroy();
    }
  }

  /** Both sides believe in it, and nothing arrives. */
  blind(): void {
    for (const pair of this.#pairs) pair.isBlind = true;
  }

  /** The client takes nothing more. */
  stall(): void {
    for (const { far } of this.#pairs) far.pause();
  }

  unstall(): void {
    for (const { far } of this.#pairs) far.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => void this.#server.close(resolve));
  }
}
