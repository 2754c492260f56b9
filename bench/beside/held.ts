import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../lib/peers.ts';
import { comes } from './verdict.ts';

const fileOf = (pid: number): string => join(CACHE, `held-${pid}`);

/** In a server: says, when it is asked, how many bytes it holds after everything that nobody needs was let go. Node runs with `--expose-gc`. */
export function answerHeld(): void {
  process.on('SIGUSR2', () => {
    for (let at = 0; at < 3; at++) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    const file = fileOf(process.pid);
    writeFileSync(`${file}.new`, String(heapUsed + external));
    renameSync(`${file}.new`, file);
  });
}

/** Bytes that another process holds: JavaScript's heap, and the buffers beside it. */
export async function heldBy(pid: number): Promise<number> {
  mkdirSync(CACHE, { recursive: true });
  const file = fileOf(pid);
  process.kill(pid, 'SIGUSR2');
  if (!(await comes(() => existsSync(file), 20_000))) throw new Error('The server did not say what it holds.');
  const bytes = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return bytes;
}
