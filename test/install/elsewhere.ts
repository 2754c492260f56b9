import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Milliseconds in which a program says its next line. */
const SAY_WITHIN_MS = 60_000;

/** An empty folder outside the repository, and what a developer does in it. */
export class Elsewhere implements AsyncDisposable {
  readonly folder: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Elsewhere> {
    return new Elsewhere(await mkdtemp(join(tmpdir(), 'atrium-elsewhere-')));
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), text);
  }

  /** @throws with what the command said, when it failed. */
  run(command: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  }

  /** A program of an installed package. */
  bin(name: string, ...args: readonly string[]): string {
    return this.run(process.execPath, join(this.folder, 'node_modules/.bin', name), ...args);
  }

  /** A line as somebody types it, with the Node that runs this and the programs of installed packages. @throws as `run` does. */
  shell(line: string, env: Readonly<Record<string, string>> = {}): string {
    const path = `${dirname(process.execPath)}:${join(this.folder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: this.folder,
      encoding: 'utf8',
      timeout: SAY_WITHIN_MS,
      env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', PATH: path, ...env },
    });
    if (status !== 0) throw new Error(`${line}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Our tarballs, and packages of the registry. */
  async install(...packages: readonly string[]): Promise<void> {
    const tarballs = (await readdir(join(root, 'dist/tarballs'))).map((file) => join(root, 'dist/tarballs', file));
    this.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...tarballs, ...packages);
  }

  /** Starts a program; resolves with the first line it says. */
  async start(file: string, env: Readonly<Record<string, string>> = {}): Promise<{ readonly said: string; next(): Promise<string>; kill(): Promise<void> }> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(this.folder, file)], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    /** @throws with what it complained of, when it ends or says nothing. */
    const next = async (): Promise<string> => {
      const giveUp = new AbortController();
      const late = sleep(SAY_WITHIN_MS, undefined, { signal: giveUp.signal }).then(
        () => ({ done: true, value: undefined }),
        () => ({ done: true, value: undefined }),
      );
      const { done, value } = await Promise.race([lines.next(), late]);
      giveUp.abort();
      if (done || value === undefined) throw new Error(`${file} said nothing more. ${complaint}`);
      return value;
    };
    const kill = async (): Promise<void> => {
      this.#children.delete(child);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await new Promise((resolve) => void child.once('exit', resolve));
    };
    return { said: await next(), next, kill };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => void probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
