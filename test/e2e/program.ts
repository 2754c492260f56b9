import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
/** Milliseconds the program has to say that it is ready; far above what it needs, for a machine with much to do. */
const READY_WITHIN = 60_000;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The program as its owner runs it, on a folder and a port of its own. It can be killed and started again on both. */
export class Program implements AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  said = '';

  readonly #args: readonly string[];

  private constructor(folder: string, port: number, { env, args }: { readonly env: Readonly<Record<string, string>>; readonly args: readonly string[] }) {
    this.folder = folder;
    this.port = port;
    this.#env = env;
    this.#args = args;
  }

  static async start(env: Readonly<Record<string, string>> = {}, ...args: readonly string[]): Promise<Program> {
    const program = new Program(await mkdtemp(join(tmpdir(), 'atrium-e2e-')), await freePort(), { env, args });
    await program.start();
    return program;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** The secret of the one-time link that begins the workspace. */
  get setupToken(): string {
    const token = /\/setup#([\w-]+)/.exec(this.said)?.[1];
    if (!token) throw new Error(`No setup link was printed:\n${this.said}`);
    return token;
  }

  async start(): Promise<void> {
    this.said = '';
    const env = { ...process.env, ATRIUM_DATA: this.folder, PORT: String(this.port), ...this.#env };
    const started = spawn(process.execPath, [MAIN, ...this.#args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = started;
    const ready = Promise.withResolvers<void>();
    const hear = (chunk: Buffer): void => {
      this.said += chunk.toString();
      if (this.said.includes('Atrium is ready at')) ready.resolve();
    };
    started.stdout?.on('data', hear);
    started.stderr?.on('data', hear);
    started.once('exit', (code) => ready.reject(new Error(`The program ended with ${code} before it was ready:\n${this.said}`)));
    const late = setTimeout(() => ready.reject(new Error(`The program did not get ready:\n${this.said}`)), READY_WITHIN);
    await ready.promise.finally(() => clearTimeout(late));
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
