import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

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

  /** Our tarballs, and packages of the registry. */
  async install(...packages: readonly string[]): Promise<void> {
    const tarballs = (await readdir(join(root, 'dist/tarballs'))).map((file) => join(root, 'dist/tarballs', file));
    this.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...tarballs, ...packages);
  }

  /** Starts a program; resolves with the first line it says. */
  async start(
    file: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly said: string; readonly lines: AsyncIterator<string>; kill(): Promise<void> }> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(this.folder, file)], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.add(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = (await lines.next()) as { value?: string };
    const kill = async (): Promise<void> => {
      this.#children.delete(child);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await new Promise((resolve) => void child.once('exit', resolve));
    };
    return { said: value ?? '', lines, kill };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
