import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Case, Work } from './cases/case.ts';
import { CACHE, type Peer } from './lib/peers.ts';
import { CORE, start } from './lib/programs.ts';
import type { Job, Measured } from './load/job.ts';

const generator = fileURLToPath(new URL('load/main.ts', import.meta.url));
const blaster = fileURLToPath(new URL('peers/blaster.mjs', import.meta.url));
const commit = fileURLToPath(new URL('atrium/commit.ts', import.meta.url));
/** Milliseconds for a server that was killed to leave its port and memory to the next. */
const BETWEEN_MS = 200;

/** One run: a fresh server on one core, a fresh generator on the other. */
export async function measure(of: Case, peer: Peer, { quick }: { readonly quick: boolean }): Promise<Measured> {
  const work = of.work(peer.name);
  return withServer(peer.program(of.mode), { ...(quick ? shortened(work) : work), language: peer.language });
}

async function withServer(program: ReturnType<Peer['program']>, work: Omit<Job, 'port' | 'pid'>): Promise<Measured> {
  const server = await start({ ...program, core: CORE.server });
  try {
    const load = await start({ command: process.execPath, args: ['--disable-warning=ExperimentalWarning', generator], core: CORE.generator });
    try {
      load.write({ ...work, port: portOf(server.ready), pid: server.pid });
      // What the generator prints is typed where it is made; both are one program.
      return (await load.line()) as Measured;
    } catch (error) {
      const why = server.ended();
      throw why === undefined ? error : new Error(`The server ended: ${why}`, { cause: error });
    } finally {
      await load.stop();
    }
  } finally {
    await server.stop('SIGTERM');
    await sleep(BETWEEN_MS);
  }
}

function portOf(ready: unknown): number {
  if (typeof ready === 'object' && ready !== null && 'port' in ready && typeof ready.port === 'number') return ready.port;
  throw new Error(`The server did not say its port, but ${JSON.stringify(ready)}.`);
}

/** For a run that checks counts and order only: small, and every message read by everybody. */
function shortened(work: Work): Work {
  const connections = Math.min(work.connections, 40);
  const short = { connections, warmMs: 50, measureMs: 250 };
  switch (work.job) {
    case 'fan-out': {
      const pace = 'inFlight' in work.pace ? { inFlight: Math.min(work.pace.inFlight, 32) } : { perSecond: Math.min(work.pace.perSecond, 200) };
      return { ...work, ...short, publishers: Math.min(work.publishers, connections), pace, readsAll: true };
    }
    case 'asking':
      return { ...work, ...short };
    case 'holding':
      return { ...work, ...short, connections: 200, perRoom: 20 };
    case 'stalled':
      // More than the kernel takes, so that there is something to catch up with.
      return { ...work, ...short, messages: 8_000, mayLose: false };
    case 'unread':
      return { ...work, ...short, measureMs: 1000, questions: 5_000, mayLose: false };
    case 'slow-state':
      return { ...work, ...short, measureMs: 1000, mayLose: false };
    case 'neighbours':
      return { ...work, ...short };
    case 'herd':
      return { ...work, connections: 200, missed: 20 };
    case 'jitter':
      return { ...work, connections: 40, measureMs: 3000, livesMs: 500, awayMs: 100 };
  }
}

/** What the generator can count, so that a figure near it is known to be the generator's: reads of one message, and messages in large reads. */
export async function calibrate(): Promise<{ readonly reads: Measured; readonly messages: Measured }> {
  const job = { job: 'counting' as const, connections: 1000, warmMs: 500, measureMs: 2000 };
  const blast = (perFrame: number, framesPerWrite: number) => ({ command: process.execPath, args: [blaster, String(perFrame), String(framesPerWrite)] });
  return {
    reads: await withServer(blast(1, 1), { ...job, language: 'plain' }),
    messages: await withServer(blast(32, 8), { ...job, language: 'batch' }),
  };
}

/** Milliseconds of one commit as the store makes it, and of the disk's part of it. */
export async function commitCost(): Promise<{ readonly commitMs: number; readonly syncMs: number }> {
  const program = await start({ command: process.execPath, args: ['--disable-warning=ExperimentalWarning', commit, CACHE], core: CORE.server });
  await program.stop();
  return program.ready as { readonly commitMs: number; readonly syncMs: number };
}
