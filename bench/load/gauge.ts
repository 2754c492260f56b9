import { machineSeconds } from '../lib/machine.ts';
import { cpuByThread, cpuSeconds } from '../lib/proc.ts';
import { quantile } from '../lib/statistics.ts';
import type { Awake } from './awake.ts';
import type { Latency, Measured } from './job.ts';

/** CPU of server and generator between two moments; of a generator that never sleeps, what it was busy. */
export class Gauge {
  readonly #pid: number;
  readonly #awake: Awake | undefined;
  #began = 0;
  #server = 0;
  #own = 0;
  #idle = 0;
  #all = 0;
  #threads: Readonly<Record<string, number>> = {};

  constructor(pid: number, awake?: Awake) {
    this.#pid = pid;
    this.#awake = awake;
  }

  begin(): void {
    this.#threads = cpuByThread(this.#pid);
    this.#server = cpuSeconds(this.#pid);
    this.#own = ownSeconds();
    this.#idle = this.#awake?.idleSeconds ?? 0;
    this.#all = machineSeconds();
    this.#began = performance.now();
  }

  end(): Pick<Measured, 'seconds' | 'serverCpu' | 'generatorCpu' | 'threads' | 'othersCpu'> {
    const seconds = (performance.now() - this.#began) / 1000;
    const serverCpu = cpuSeconds(this.#pid) - this.#server;
    const own = ownSeconds() - this.#own;
    const othersCpu = Math.max(0, machineSeconds() - this.#all - serverCpu - own);
    const generatorCpu = Math.max(0, own - ((this.#awake?.idleSeconds ?? 0) - this.#idle));
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
