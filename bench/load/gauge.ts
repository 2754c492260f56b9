import { machineSeconds } from '../lib/machine.ts';
import { cpuByThread, cpuSeconds } from '../lib/proc.ts';
import { quantile } from '../lib/statistics.ts';
import type { Latency, Measured } from './job.ts';

/** CPU of server and generator between two moments. */
export class Gauge {
  readonly #pid: number;
  #began = 0;
  #server = 0;
  #own = 0;
  #all = 0;
  #threads: Readonly<Record<string, number>> = {};

  constructor(pid: number) {
    this.#pid = pid;
  }

  begin(): void {
    this.#threads = cpuByThread(this.#pid);
    this.#server = cpuSeconds(this.#pid);
    this.#own = ownSeconds();
    this.#all = machineSeconds();
    this.#began = performance.now();
  }

  end(): Pick<Measured, 'seconds' | 'serverCpu' | 'generatorCpu' | 'threads' | 'othersCpu'> {
    const seconds = (performance.now() - this.#began) / 1000;
    const serverCpu = cpuSeconds(this.#pid) - this.#server;
    const generatorCpu = ownSeconds() - this.#own;
    const othersCpu = Math.max(0, machineSeconds() - this.#all - serverCpu - generatorCpu);
    const threads: Record<string, number> = {};
    for (const [name, now] of Object.entries(cpuByThread(this.#pid))) {
      const used = now - (this.#threads[name] ?? 0);
      if (used >= 0.01 * seconds) threads[name] = Number(used.toFixed(2));
    }
    return { seconds, serverCpu, generatorCpu, threads, othersCpu };
  }
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Undefined when nothing was sampled. Values in milliseconds. */
export function latencyOf(samples: readonly number[]): Latency | undefined {
  return samples.length > 0 ? { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99), samples: samples.length } : undefined;
}
