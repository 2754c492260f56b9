import { expect, test } from 'vitest';
import { Buckets, Throttle } from './throttle.ts';

test('[AP37] 500 people behind one address sign in at once', () => {
  const throttle = new Throttle(() => 0);
  const waits = Array.from({ length: 500 }, (_, i) => throttle.take('192.0.2.1', `person ${i}`));
  expect(waits.every((wait) => wait === 0)).toBe(true);
  expect(throttle.take('192.0.2.1', 'one more')).toBe(200);
  expect(throttle.take('192.0.2.2', 'elsewhere')).toBe(0);
});

test('[AP37] what is remembered is bounded, and the longest unused goes first', () => {
  const buckets = new Buckets({ burst: 1, everyMs: 1_000 }, { clock: () => 0, most: 3 });
  for (const key of ['a', 'b', 'c', 'a', 'd']) buckets.take(key);
  expect(buckets.size).toBe(3);
  expect([buckets.take('a'), buckets.take('d')]).toEqual([1_000, 1_000]);
  expect(buckets.take('b')).toBe(0);
});

test('[AP37] a clock that is set back takes nothing away', () => {
  let now = 10_000;
  const buckets = new Buckets({ burst: 2, everyMs: 1_000 }, { clock: () => now, most: 3 });
  buckets.take('a');
  now = 0;
  expect(buckets.take('a')).toBe(0);
  expect(buckets.take('a')).toBe(1_000);
});
