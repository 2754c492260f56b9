import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { Receipts } from './receipts.ts';

/** A reader that takes so many bytes a millisecond, in pieces of 1 kB; the sizes of its steps. */
function stepsAt(bytesPerMs: number, seconds: number): number[] {
  const receipts = new Receipts();
  const steps: number[] = [];
  let told = 0;
  for (let received = 1024; received <= bytesPerMs * 1000 * seconds; received += 1024) {
    const due = receipts.take(1024, { now: () => 1e12 + received / bytesPerMs });
    if (due === undefined) continue;
    steps.push(due - told);
    told = due;
  }
  return steps;
}

test('[PR16] a slow reader acknowledges every 16 kB, a fast one a few times a second, and never more than 256 kB late', () => {
  expect(new Set(stepsAt(50, 10))).toEqual(new Set([limits.ackBytes]));
  const fast = stepsAt(1000, 10);
  expect(Math.max(...fast)).toBe(256 * 1024);
  expect(fast.length).toBeLessThan(60);
  // From one step to the next it at most doubles: what may be on its way is told by the last one.
  for (const [at, step] of fast.entries()) if (at > 0) expect(step).toBeLessThanOrEqual(2 * fast[at - 1]!);
});

test('[PR16] what is left is acknowledged with a beat, once, and the next step is a small one', () => {
  const receipts = new Receipts();
  const now = { now: () => 1e12 };
  expect(receipts.rest()).toBeUndefined();
  while (receipts.take(4096, now) !== 256 * 1024 * 3);
  receipts.take(100, now);
  expect(receipts.rest()).toBe(256 * 1024 * 3 + 100);
  expect(receipts.rest()).toBeUndefined();
  expect(receipts.take(limits.ackBytes, now)).toBe(256 * 1024 * 3 + 100 + limits.ackBytes);
});
