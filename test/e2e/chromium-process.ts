import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './browser.ts';
import { until } from './until.ts';

/** A browser with a profile of its own on disk, which can be killed and started again on it, as after a crash. */
export class ChromiumProcess implements AsyncDisposable {
  readonly #profile: string;
  #process: ChildProcess | undefined;
  #browser: Browser | undefined;

  private constructor(profile: string) {
    this.#profile = profile;
  }

  static async start(): Promise<ChromiumProcess> {
    const made = new ChromiumProcess(await mkdtemp(join(tmpdir(), 'atrium-profile-')));
    await made.start();
    return made;
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('The browser does not run.');
    return this.#browser;
  }

  async start(...extra: readonly string[]): Promise<void> {
    if (!chromiumPath) throw new Error('There is no Chromium. Install Debian’s package chromium, or set CHROMIUM to its path.');
    const portFile = join(this.#profile, 'DevToolsActivePort');
    await rm(portFile, { force: true });
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
    this.#process = spawn(chromiumPath, [...args, '--remote-debugging-port=0', `--user-data-dir=${this.#profile}`, ...extra], { stdio: 'ignore' });
    const [port] = (await until('the browser’s port', () => readFile(portFile, 'utf8').catch(() => ''))).split('\n');
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  }

  /** At once, without a word to any page. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
    await this.#browser?.close().catch(() => undefined);
    this.#browser = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
