import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A child process that is spoken to by lines. It dies with this one, whatever happens: its standard input ends, and `killAll` on the way out. */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #waiting: { readonly matches: (line: string) => boolean; readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }[] = [];
  readonly name: string;
  #expected = false;
  exited: Promise<unknown>;

  constructor(
    name: string,
    script: string,
    { argument, errors, died }: { readonly argument?: string; readonly errors: string; readonly died: (name: string, how: string) => void },
  ) {
    this.name = name;
    // Errors go to a file of the run's folder; a pipe that nobody reads would stop the child.
    const log = openSync(errors, 'a');
    this.#process = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(script, import.meta.url)), ...(argument === undefined ? [] : [argument])],
      {
        stdio: ['pipe', 'pipe', log],
        // Restarts are many; what was stripped of its types once need not be again.
        env: { ...process.env, NODE_COMPILE_CACHE: cache },
      },
    );
    living.add(this);
    this.#process.stdin?.on('error', () => undefined);
    if (this.#process.stdout) createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line));
    this.exited = once(this.#process, 'exit').then(([code, signal]) => {
      living.delete(this);
      const error = new Error(`${name} ended: ${String(signal ?? code)}`);
      for (const { reject } of this.#waiting) reject(error);
      if (!this.#expected && code !== 0) died(name, String(signal ?? code));
    });
  }

  tell(message: object): void {
    this.#process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** The next line that matches, also one that came already. */
  hears(matches: (line: string) => boolean, withinMs: number): Promise<string> {
    const at = this.#lines.findIndex(matches);
    if (at >= 0) return Promise.resolve(this.#lines.splice(at, 1)[0] ?? '');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.name} said nothing for ${withinMs} ms`)), withinMs);
      this.#waiting.push({
        matches,
        resolve: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  async kill(): Promise<void> {
    this.#expected = true;
    this.#process.kill('SIGKILL');
    await this.exited;
  }

  #hear(line: string): void {
    const at = this.#waiting.findIndex(({ matches }) => matches(line));
    if (at < 0) return void this.#lines.push(line);
    const [waiter] = this.#waiting.splice(at, 1);
    waiter?.resolve(line);
  }
}

const cache = join(tmpdir(), 'atrium-faults-cache');
const living = new Set<Child>();
export async function killAll(): Promise<void> {
  await Promise.all([...living].map((child) => child.kill()));
}
process.on('exit', () => {
  for (const child of living) void child.kill();
});
