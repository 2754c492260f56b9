import type { Clock } from './clock.ts';

interface Bucket {
  tokens: number;
  at: number;
}

export interface BucketSize {
  /** Tries at once. */
  readonly burst: number;
  /** Milliseconds until one more is allowed. */
  readonly everyMs: number;
}

/** Token buckets by key, the ones used longest ago forgotten first, so that no flood of keys makes them grow. */
export class Buckets {
  readonly #size: BucketSize;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(size: BucketSize, options: { readonly clock: Clock; readonly most: number }) {
    this.#size = size;
    this.#clock = options.clock;
    this.#most = options.most;
  }

  /** Takes one, and says how many milliseconds to wait: 0 means go ahead. What has to wait has taken nothing. */
  take(key: string): number {
    const now = this.#clock();
    const { burst, everyMs } = this.#size;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    // A clock set back must not take tokens away.
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) / everyMs);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) this.#buckets.delete(this.#buckets.keys().next().value ?? key);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) * everyMs);
    bucket.tokens -= 1;
    return 0;
  }

  get size(): number {
    return this.#buckets.size;
  }
}

/** An office of 500 behind one address signs in at nine; after that, one every 200 ms. */
const PER_ADDRESS: BucketSize = { burst: 500, everyMs: 200 };
/** A person who tries their old passwords; after that, one every 5 s: 17,000 guesses a day against 2^30 for a bad password. */
const PER_NAME_AND_ADDRESS: BucketSize = { burst: 10, everyMs: 5_000 };
/** Keys remembered: some 100 bytes each. */
const KEYS = 20_000;

/**
 * Slows guessing down. It never locks a name: a limit counts a name together with where the tries come from, so nobody keeps a
 * person out by guessing at their name from elsewhere.
 */
export class Throttle {
  readonly #byAddress: Buckets;
  readonly #byName: Buckets;

  constructor(clock: Clock) {
    this.#byAddress = new Buckets(PER_ADDRESS, { clock, most: KEYS });
    this.#byName = new Buckets(PER_NAME_AND_ADDRESS, { clock, most: KEYS });
  }

  /** Milliseconds to wait before this may be tried; 0: now. */
  take(address: string, name?: string): number {
    const wait = name === undefined ? 0 : this.#byName.take(`${address} ${name}`);
    return wait > 0 ? wait : this.#byAddress.take(address);
  }
}
