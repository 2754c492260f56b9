import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../../../../../scripts/atrium.mjs', import.meta.url));

/** The server as a program of its own, which can be killed. */
export async function startProgram({ dataFolder, port }: { readonly dataFolder: string; readonly port: number }) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataFolder,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', ATRIUM_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const ready = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('Atrium is ready')) ready.resolve();
  });
  child.once('exit', (code) => ready.reject(new Error(`The server ended with ${code}: ${said}`)));
  await ready.promise;
  const taken = Number(/http:\/\/localhost:(\d+)/.exec(said)?.[1]);
  return {
    port: taken,
    origin: `http://127.0.0.1:${taken}`,
    setupToken: /setup#([\w-]+)/.exec(said)?.[1],
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** `npm run atrium -- …` as npm would run it. */
export function runCli(dataFolder: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: dataFolder, env: { ...process.env, ATRIUM_DATA: dataFolder } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}
