import type { Store } from '@atrium/server';
import { between, type Seeded } from './seeded.ts';

/** Milliseconds that a commit takes at most: long enough that hardly a kill falls outside one. */
export const SLOWEST_COMMIT_MS = 50;

/** A store whose commits take their time by seed, some of it before they are on disk and some after: a kill falls into both. */
export function delayedStore(store: Store, random: Seeded): Store {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
  return {
    async append(batches) {
      const whole = between(random, 0, SLOWEST_COMMIT_MS);
      const before = whole * random();
      await pause(before);
      const outcomes = await store.append(batches);
      await pause(whole - before);
      return outcomes;
    },
    load: (channel) => store.load(channel),
    read: (channel, after, limit) => store.read(channel, after, limit),
    heads: (channels) => store.heads(channels),
    client: (key) => store.client(key),
    transact: (reads) => store.transact(reads),
    write: (statements) => store.write(statements),
    dueEffects: (now, limit) => store.dueEffects(now, limit),
    settleEffects: (done, again) => store.settleEffects(done, again),
    trim: (channel, upTo, limit) => store.trim(channel, upTo, limit),
    backup: (file) => store.backup(file),
    close: () => store.close(),
  };
}
