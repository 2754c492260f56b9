import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in ticks of 1/100 s, whatever the kernel's own clock is (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that a process has used, all its threads, in user and kernel. */
export function cpuSeconds(pid: number): number {
  const [user, system] = statOf(`/proc/${pid}/stat`);
  return (user + system) / TICKS_PER_SECOND;
}

/** Seconds of CPU by thread name: which of them is the busy one. */
export function cpuByThread(pid: number): Readonly<Record<string, number>> {
  const seconds: Record<string, number> = {};
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const name = `${thread === String(pid) ? 'main' : readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim()}`;
      const [user, system] = statOf(`/proc/${pid}/task/${thread}/stat`);
      seconds[name] = (seconds[name] ?? 0) + (user + system) / TICKS_PER_SECOND;
    } catch (error) {
      // It ended meanwhile.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))) throw error;
    }
  }
  return seconds;
}

/** Resident bytes of a process. What the kernel holds for its sockets is not in it. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} has ended.`);
  return Number(kilobytes) * 1024;
}

function statOf(file: string): readonly [user: number, system: number] {
  const text = readFileSync(file, 'utf8');
  // The name in parentheses may hold anything; what counts comes after it: utime and stime are fields 14 and 15.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [Number(fields[11]), Number(fields[12])];
}
