import { fileURLToPath } from 'node:url';
import { type Running, start } from '../lib/programs.ts';

/** As `npm start` has it: docs/decisions/0014. */
const FLAGS = ['--max-semi-space-size=16'];

/** A server in a process of its own, which can be killed. */
export async function child(program: 'atrium-server' | 'socketio-server', ...args: readonly string[]): Promise<{ readonly port: number } & Running> {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const running = await start({ command: process.execPath, args: ['--disable-warning=ExperimentalWarning', '--expose-gc', ...(program === 'atrium-server' ? FLAGS : []), file, ...args] });
  const { ready } = running;
  if (typeof ready !== 'object' || ready === null || !('port' in ready) || typeof ready.port !== 'number') throw new Error(`${program} did not say its port.`);
  return { ...running, port: ready.port };
}
