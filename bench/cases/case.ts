import type { Mode, PeerName } from '../lib/peers.ts';
import type { Asking, FanOut, Herd, Holding, Jitter, Measured, Neighbours, SlowState, Stalled, Unread } from '../load/job.ts';

type Without<J> = Omit<J, 'language' | 'port' | 'pid'>;
/** A job without what the runner knows. */
export type Work = Without<FanOut> | Without<Asking> | Without<Holding> | Without<Stalled> | Without<Unread> | Without<SlowState> | Without<Neighbours> | Without<Herd> | Without<Jitter>;

/** A figure that can be read off what was measured. */
export interface Metric {
  readonly unit: string;
  readonly of: (measured: Measured) => number | undefined;
  /** Whether more is better. */
  readonly more: boolean;
}

/** What is to be reached: by itself; beside peers, as a ratio of ours to each of theirs; or at most a peer's and so many commits of the disk more. */
export type Target = Alone | Beside | CommitsMore;
export type Alone = { readonly metric: Metric } & ({ readonly least: number } | { readonly most: number });
export interface Beside {
  readonly metric: Metric;
  readonly beside: readonly PeerName[];
  /** For what is better when it is more; `most` for the rest. */
  readonly bound: { readonly least: number } | { readonly most: number };
}
export interface CommitsMore {
  readonly metric: Metric;
  readonly than: PeerName;
  readonly commits: number;
}

export interface Case {
  readonly name: string;
  readonly title: string;
  /** What it is and what was chosen, in a sentence or two. */
  readonly about: string;
  readonly peers: readonly PeerName[];
  readonly mode: Mode;
  readonly metric: Metric;
  /** Further figures in the table. */
  readonly also: readonly Metric[];
  readonly targets: readonly Target[];
  /** What one commit costs here, beside it. */
  readonly measuresCommit?: true;
  /** What a peer loses is a finding here: a run of it is whole all the same. */
  readonly peersMayLose?: true;
  work(peer: PeerName): Work;
}

export const perSecond = (what: string): Metric => ({ unit: `${what}/s`, of: ({ done, seconds }) => done / seconds, more: true });
export const cpuEach: Metric = { unit: 'µs CPU each', of: ({ serverCpu, done }) => (done > 0 ? (serverCpu * 1e6) / done : undefined), more: false };
export const cpuShare: Metric = { unit: '% CPU', of: ({ serverCpu, seconds }) => (100 * serverCpu) / seconds, more: false };
export const generatorShare: Metric = { unit: '% CPU of the generator', of: ({ generatorCpu, seconds }) => (100 * generatorCpu) / seconds, more: false };
export const p50: Metric = { unit: 'ms p50', of: ({ latency }) => latency?.p50, more: false };
export const p99: Metric = { unit: 'ms p99', of: ({ latency }) => latency?.p99, more: false };
export const bytesEach: Metric = { unit: 'kB each', of: ({ bytesEach: bytes }) => bytes && bytes / 1024, more: false };
