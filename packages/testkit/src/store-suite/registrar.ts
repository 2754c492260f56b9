import { test } from 'vitest';
import type { StorePlace } from './place.ts';

/** Real files and threads on a machine that others use too. */
const TIMEOUT_MS = 60_000;

export type Check = (title: string, body: (place: StorePlace) => Promise<void>) => void;

/** Registers a test that gets a place of its own, which is removed afterwards. */
export const checkIn =
  (make: () => Promise<StorePlace>): Check =>
  (title, body) =>
    test(title, { timeout: TIMEOUT_MS }, async () => {
      const place = await make();
      try {
        await body(place);
      } finally {
        await place.remove();
      }
    });
