import { Bucket, type Rate } from './bucket.ts';

export type Limited = 'commands' | 'queries' | 'signals' | 'joins' | 'watches' | 'mistakes';

/** What one connection may ask for, and how often: a bucket of each kind from when it is first taken from, since most connections do little. */
export class Rates {
  readonly #limits: Readonly<Record<Limited, Rate>>;
  readonly #buckets: Partial<Record<Limited, Bucket>> = {};

  constructor(limits: Readonly<Record<Limited, Rate>>) {
    this.#limits = limits;
  }

  /** Takes tokens, all or none, or tells in how many milliseconds they will be there. */
  take(of: Limited, now: number, tokens = 1): number {
    return (this.#buckets[of] ??= new Bucket(this.#limits[of], now)).take(now, tokens);
  }
}
