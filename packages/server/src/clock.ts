import { randomBytes } from 'node:crypto';

/** Time as it is handed in, so that a test can turn the hands. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` when what is being done now is done. */
  soon(task: () => void): void;
  /** Runs `task` once after `ms`; call the answer to call it off. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  soon: (task) => void setImmediate(task),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Randomness as it is handed in: `bytes` random bytes as hexadecimal digits. */
export type Random = (bytes: number) => string;
export const systemRandom: Random = (bytes) => randomBytes(bytes).toString('hex');
