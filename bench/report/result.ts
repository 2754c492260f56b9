import type { Machine } from '../lib/machine.ts';
import type { PeerName } from '../lib/peers.ts';
import type { Measured } from '../load/job.ts';

/** What a case came to: kept as it was measured, so that a report can be made again. */
export interface CaseResult {
  readonly name: string;
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly peers: readonly PeerResult[];
  /** Milliseconds, one of each round. */
  readonly commits?: readonly { readonly commitMs: number; readonly syncMs: number }[];
}

export interface PeerResult {
  readonly peer: PeerName;
  readonly version: string;
  /** By round; null where a run came to nothing. */
  readonly runs: readonly (Measured | null)[];
  /** Why it is not there, or why a run came to nothing. */
  readonly trouble?: string;
}

export interface Calibration {
  readonly reads: Measured;
  readonly messages: Measured;
}

export interface Results {
  readonly calibration?: Calibration;
  readonly cases: readonly CaseResult[];
}
