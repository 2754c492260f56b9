import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect, type Client } from '@atrium/client';
import { SUBPROTOCOL } from '@atrium/protocol';
import { privateContract } from '@atrium/testkit';
import { RawSocket } from '../rfc6455/raw-socket.ts';

/** What the server holds, in bytes after a collection, and the hub's counts. */
export interface Look extends Readonly<Record<string, number>> {
  readonly held: number;
  readonly connections: number;
  /** Errors that the hub logged: something of its own broke. */
  readonly broken: number;
}

const ROOM = 'lobby-others';

/** A server in a process of its own, and two people on it who are to notice nothing. */
export class House implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #others: readonly Client[];
  readonly #heard: string[][] = [];
  #said = 0;
  #attackers = 0;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, port: number) {
    this.#child = child;
    this.#lines = lines;
    this.port = port;
    this.#others = ['ann', 'bob'].map((who) => connect(`ws://127.0.0.1:${port}/?who=${who}`));
  }

  static async open(): Promise<House> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--expose-gc', fileURLToPath(new URL('server.ts', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const { port } = JSON.parse((await lines.next()).value as string) as { port: number };
    const house = new House(child, lines, port);
    for (const client of house.#others) {
      const heard: string[] = [];
      house.#heard.push(heard);
      const room = await client.join(privateContract, ROOM);
      room.on('posted', ({ text }) => void heard.push(text));
    }
    return house;
  }

  async look(): Promise<Look> {
    this.#child.stdin!.write('look\n');
    return JSON.parse((await this.#lines.next()).value as string) as Look;
  }

  /** Both say something, so many times; each hears everything, once and in order. */
  async talk(times = 10): Promise<void> {
    const [ann, bob] = this.#others;
    for (let time = 0; time < times; time++) {
      const said = `text ${++this.#said}`;
      await (time % 2 ? ann! : bob!).emit(privateContract, ROOM, 'post', { text: said });
    }
    const all = Array.from({ length: this.#said }, (_, at) => `text ${at + 1}`);
    for (const [at, heard] of this.#heard.entries()) {
      while (heard.length < this.#said)
        await new Promise<void>((resolve) => void this.#others[at]!.channel(privateContract, ROOM).once('posted', () => resolve()));
      if (JSON.stringify(heard) !== JSON.stringify(all)) throw new Error(`Somebody heard ${heard.slice(-20).join(', ')}`);
    }
  }

  /** A connection of somebody who was never here: who was expelled before would wait for it. */
  async attack(): Promise<RawSocket> {
    const socket = await RawSocket.open(this.port, { protocol: SUBPROTOCOL, path: `/?who=mallory-${++this.#attackers}` });
    if (!socket.head.startsWith('HTTP/1.1 101')) throw new Error(`The attacker was not let in: ${socket.head}`);
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#others.map((client) => client.close()));
    this.#child.stdin!.end();
    if (this.#child.exitCode === null) await new Promise((resolve) => void this.#child.once('exit', resolve));
  }
}
