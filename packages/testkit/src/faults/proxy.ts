import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';

/** One way through the proxy: chunks in order, held while frozen, late while delayed. */
class Way {
  readonly #to: Socket;
  readonly #queue: { readonly due: number; readonly chunk: Buffer }[] = [];
  #frozen = false;
  #lateMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Half-open: what comes goes nowhere. */
  blind = false;
  bytes = 0;

  constructor(from: Socket, to: Socket) {
    this.#to = to;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  set frozen(frozen: boolean) {
    this.#frozen = frozen;
    this.#pump();
  }

  set lateMs(ms: number) {
    this.#lateMs = ms;
  }

  /** The first half of what waits, or nothing: a cut in the middle of a frame. */
  tear(): void {
    const next = this.#queue[0];
    if (next && !this.#to.destroyed) this.#to.write(next.chunk.subarray(0, Math.floor(next.chunk.length / 2)));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.blind = true;
  }

  #take(chunk: Buffer): void {
    if (this.blind) return;
    this.bytes += chunk.length;
    this.#queue.push({ due: Date.now() + this.#lateMs, chunk });
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (!this.#frozen) {
      const next = this.#queue[0];
      if (!next) return;
      const wait = next.due - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#pump(), wait);
        return;
      }
      this.#queue.shift();
      if (!this.#to.destroyed) this.#to.write(next.chunk);
    }
  }
}

/** One connection through the proxy. */
export class Link {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #up: Way;
  readonly #down: Way;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Whose it is, as its first line says. */
  who = '';
  over = false;

  constructor(near: Socket, far: Socket, gone: () => void) {
    this.#near = near;
    this.#far = far;
    near.once('data', (chunk: Buffer) => {
      const request = chunk.toString('latin1');
      if (/^upgrade: websocket/im.test(request)) this.who = /^GET [^ ]*[?&]as=([\w-]+)/.exec(request)?.[1] ?? '';
    });
    this.#up = new Way(near, far);
    this.#down = new Way(far, near);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    near.on('close', () => {
      // A half-open connection's other side is not told.
      if (!this.#up.blind) this.#end(gone);
      else if (far.destroyed) this.#end(gone);
    });
    far.on('close', () => {
      if (!this.#down.blind) this.#end(gone);
      else if (near.destroyed) this.#end(gone);
    });
  }

  /** A WebSocket that has said its welcome. */
  get established(): boolean {
    return !this.over && this.who !== '' && !this.#down.blind && this.#down.bytes > 600;
  }

  cut(): void {
    this.#near.resetAndDestroy();
    this.#far.resetAndDestroy();
  }

  /** Holds back for a moment, then cuts with half a chunk delivered. */
  tear(): void {
    this.#up.frozen = true;
    this.#down.frozen = true;
    this.#later(15, () => {
      this.#up.tear();
      this.#down.tear();
      this.#later(5, () => this.cut());
    });
  }

  freeze(ms: number): void {
    this.#up.frozen = true;
    this.#down.frozen = true;
    this.#later(ms, () => {
      this.#up.frozen = false;
      this.#down.frozen = false;
    });
  }

  delay(eachMs: number, forMs: number): void {
    this.#up.lateMs = eachMs;
    this.#down.lateMs = eachMs;
    this.#later(forMs, () => {
      this.#up.lateMs = 0;
      this.#down.lateMs = 0;
    });
  }

  /** Both believe that they are connected, and nothing arrives any more; after a while the network forgets the connection. */
  halfOpen(ms: number): void {
    this.#up.stop();
    this.#down.stop();
    this.#later(ms, () => this.cut());
  }

  #later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, ms);
    this.#timers.add(timer);
  }

  #end(gone: () => void): void {
    if (this.over) return;
    this.over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#up.stop();
    this.#down.stop();
    // What was on its way when one side went is lost.
    this.#near.destroy();
    this.#far.destroy();
    gone();
  }
}

/** Stands between clients and server on 127.0.0.1, and is the bad network. */
export class Proxy {
  readonly #server: Server;
  readonly links = new Set<Link>();

  constructor(target: () => number) {
    this.#server = createServer((near) => {
      const far = connect(target(), '127.0.0.1');
      const link = new Link(near, far, () => void this.links.delete(link));
      this.links.add(link);
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return address.port;
  }

  get established(): readonly Link[] {
    return [...this.links].filter((link) => link.established);
  }

  close(): void {
    this.#server.close();
    for (const link of [...this.links]) link.cut();
  }
}
