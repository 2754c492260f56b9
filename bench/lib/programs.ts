import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What is measured has a core to itself, and so has what measures. */
export const CORE = { server: 0, generator: 1 } as const;

/** Milliseconds in which a program says its first line. */
const START_WITHIN_MS = 30_000;

export const canPin: boolean = spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** Where `chrt` is missing, so is the way to keep one program from taking another's time. */
export const canIdle: boolean = spawnSync('chrt', ['-V'], { stdio: 'ignore' }).status === 0;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly core?: number;
  /** It runs only while nothing else wants the core (SCHED_IDLE), and stops at once for whoever does. */
  readonly idle?: true;
}

/** A program in a process of its own that says one line of JSON when it is ready. */
export interface Running {
  readonly pid: number;
  /** The line it said. */
  readonly ready: unknown;
  /** The next line that it says. */
  line(): Promise<unknown>;
  write(line: unknown): void;
  /** Why it ended; undefined while it runs. */
  ended(): string | undefined;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** @throws Error with what it said on stderr, when it ends before it is ready. */
export async function start({ command, args, env, core, idle }: Program): Promise<Running> {
  const pinned = core !== undefined && canPin ? ['taskset', '-c', String(core)] : [];
  const [program = command, ...rest] = [...pinned, ...(idle && canIdle ? ['chrt', '--idle', '0'] : []), command, ...args];
  const child: ChildProcess = spawn(program, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
  const lines: unknown[] = [];
  const waiting: { readonly resolve: (line: unknown) => void; readonly reject: (error: Error) => void }[] = [];
  let ended: Error | undefined;
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (text) => {
      // What is no JSON is a peer's banner.
      if (!text.startsWith('{')) return;
      const line: unknown = JSON.parse(text);
      const next = waiting.shift();
      if (next) next.resolve(line);
      else lines.push(line);
    });
  const gone = new Promise<void>((resolve) => {
    const end = (what: string): void => {
      ended ??= new Error(`${command} ${args.join(' ')} ${what}. ${complaint}`);
      for (const { reject } of waiting.splice(0)) reject(ended);
      resolve();
    };
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => end(`ended (${signal ?? code})`));
  });
  const line = (): Promise<unknown> => {
    if (lines.length > 0) return Promise.resolve(lines.shift());
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
  };
  const stop = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (!ended) child.kill(signal);
    await gone;
  };
  const late = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  try {
    const ready = await line();
    return { pid: child.pid ?? 0, ready, line, write: (text) => void child.stdin?.write(`${JSON.stringify(text)}\n`), ended: () => ended?.message, stop };
  } finally {
    clearTimeout(late);
  }
}

/** What a command prints, on one line; undefined when there is no such command. */
export function saidBy(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().replaceAll('\n', ' ') : undefined;
}
