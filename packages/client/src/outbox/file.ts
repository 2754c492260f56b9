import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../surroundings.ts';
import { FORGOTTEN_MS, Lost, RENEW_MS, TAKEN_OVER_MS, type Hold, type KeptCommand, type Outbox } from './outbox.ts';

/** A line of an outbox's file. The last line that names a command says how it stands. */
type Line = { readonly identity: string } | { readonly command: KeptCommand } | { readonly done: readonly [channel: string, n: number] };

interface Contents {
  readonly identity: string | undefined;
  readonly commands: Map<string, KeptCommand>;
}

/** Who holds an outbox, as its lock file says: it is renewed by its modification time. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly token: string;
}

/** Bytes of a file whose commands are all done, above which it is emptied. */
const EMPTIED_ABOVE = 64 * 1024;

const keyOf = (channel: string, n: number): string => `${channel} ${n}`;
const tokens = new Set<string>();
let counter = 0;

/**
 * A bot's outbox: a file of JSON lines for each process start, synced to disk before a command is sent. A process that is killed and
 * started again adopts what it left behind at once.
 */
export function fileOutbox(
  directory: string,
  { clock, newToken = () => `${process.pid}-${Date.now()}-${++counter}` }: { clock?: Clock; newToken?: () => string } = {},
): Outbox {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const now = (): number => clock?.now() ?? Date.now();
  const after = (ms: number, task: () => void): (() => void) => {
    if (clock) return clock.after(ms, task);
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  };
  const fileOf = (client: string): string => join(directory, `${client}.jsonl`);
  const lockOf = (client: string): string => join(directory, `${client}.lock`);

  const hold = (client: string, taken?: Contents & { readonly token: string }): Hold => {
    const token = taken?.token ?? newToken();
    const alive = new Set(taken?.commands.keys());
    let identity = taken?.identity;
    let file: number | undefined;
    let over = false;
    let callOff = (): void => {};

    const end = (): void => {
      over = true;
      callOff();
      tokens.delete(token);
      if (file !== undefined) closeSync(file);
      file = undefined;
    };
    const assertHeld = (): void => {
      if (over) throw new Lost();
      if (readHolder(lockOf(client))?.token === token) return;
      end();
      held.lost();
      throw new Lost();
    };
    const renew = (): void => {
      callOff = after(RENEW_MS, () => {
        try {
          assertHeld();
        } catch {
          return;
        }
        utimesSync(lockOf(client), now() / 1000, now() / 1000);
        renew();
      });
    };
    const begin = (): number => {
      if (file !== undefined) {
        assertHeld();
        return file;
      }
      if (over) throw new Lost();
      if (!taken) lock(lockOf(client), token, now());
      file = openSync(fileOf(client), 'a', 0o600);
      if (!taken && identity !== undefined) write({ identity });
      renew();
      return file;
    };
    const write = (line: Line): void => void writeSync(file as number, `${JSON.stringify(line)}\n`);
    const settled = async (work: () => void): Promise<void> => work();
    const held: Hold = {
      client,
      commands: [...(taken?.commands.values() ?? [])],
      lost: () => {},
      identify: (id) =>
        settled(() => {
          const known = identity === id;
          identity = id;
          if (file === undefined || known) return;
          assertHeld();
          write({ identity: id });
        }),
      add: (command) =>
        settled(() => {
          const opened = begin();
          write({ command });
          fsyncSync(opened);
          alive.add(keyOf(command.channel, command.n));
        }),
      change: (command) =>
        settled(() => {
          begin();
          write({ command });
        }),
      remove: (channel, n) =>
        settled(() => {
          const opened = begin();
          write({ done: [channel, n] });
          alive.delete(keyOf(channel, n));
          if (alive.size > 0 || statSync(fileOf(client)).size < EMPTIED_ABOVE) return;
          ftruncateSync(opened);
          if (identity !== undefined) write({ identity });
        }),
      release: () =>
        settled(() => {
          if (over) return;
          const there = file !== undefined || taken !== undefined;
          const mine = there && readHolder(lockOf(client))?.token === token;
          end();
          if (!mine) return;
          if (alive.size === 0) rmSync(fileOf(client), { force: true });
          rmSync(lockOf(client), { force: true });
        }),
    };
    tokens.add(token);
    if (taken) begin();
    return held;
  };

  /** Nobody holds it: no lock; a process of this machine that is gone; or a lease that ran out. */
  const orphaned = (client: string): boolean => {
    const holder = readHolder(lockOf(client));
    if (!holder) return true;
    if (holder.host === hostname() && !tokens.has(holder.token) && (holder.pid === process.pid || !isAlive(holder.pid))) return true;
    // One that is renewed in the future was written while the clock was wrong. (File times are rounded.)
    const age = now() - (statSync(lockOf(client), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age > TAKEN_OVER_MS || age < -RENEW_MS;
  };

  return {
    open: (client) => hold(client),
    adopt(identity, most) {
      const holds: Hold[] = [];
      for (const name of readdirSync(directory)) {
        if (!name.endsWith('.jsonl') || holds.length >= most) continue;
        const client = name.slice(0, -'.jsonl'.length);
        if (!orphaned(client)) continue;
        const contents = read(fileOf(client));
        const old = contents.identity !== identity && now() - statSync(fileOf(client)).mtimeMs > FORGOTTEN_MS;
        if (old || contents.commands.size === 0) {
          rmSync(fileOf(client), { force: true });
          rmSync(lockOf(client), { force: true });
        } else if (contents.identity === identity) {
          const token = newToken();
          rmSync(lockOf(client), { force: true });
          lock(lockOf(client), token, now());
          // Read again: its holder may have written a last line before it found the lock gone.
          holds.push(hold(client, { ...read(fileOf(client)), token }));
        }
      }
      return holds;
    },
    close: () => {},
  };
}

function lock(file: string, token: string, now: number): void {
  writeFileSync(file, JSON.stringify({ host: hostname(), pid: process.pid, token } satisfies Holder), { flag: 'wx', mode: 0o600 });
  utimesSync(file, now / 1000, now / 1000);
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Not there, or torn by a crash while it was written: held by nobody.
    return undefined;
  }
}

function read(file: string): Contents {
  let identity: string | undefined;
  const commands = new Map<string, KeptCommand>();
  for (const text of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      // The last line may be torn: what it said was never sent.
      continue;
    }
    if ('identity' in line) identity = line.identity;
    else if ('command' in line) commands.set(keyOf(line.command.channel, line.command.n), line.command);
    else commands.delete(keyOf(...line.done));
  }
  return { identity, commands };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
