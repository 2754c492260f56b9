import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Milliseconds that so many messages wait which come so long after a flush of `flushed` to so many. */
function waitAfter(
  ms: number,
  { receivers, flushed = 2, messages = 1 }: { readonly receivers: number; readonly flushed?: number; readonly messages?: number },
): number {
  const pace = new Pace();
  pace.flushed(1000, { receivers, messages: flushed });
  return pace.wait(1000 + ms, messages);
}

test('[FR5] a channel that was quiet is written to at once, a small one always, and a large busy one when it is worth it', () => {
  expect(new Pace().wait(0, 1)).toBe(0);
  expect(waitAfter(0, { receivers: 50 })).toBe(0);
  expect(waitAfter(0, { receivers: 1000 })).toBeCloseTo(18);
  expect(waitAfter(7, { receivers: 1000 })).toBeCloseTo(11);
  expect(waitAfter(18, { receivers: 1000 })).toBe(0);
  // However large, it waits for company no longer than 12 ms after the last flush.
  expect(waitAfter(30, { receivers: 5000 })).toBeCloseTo(12);
  // With much to say it does not wait for more, only until the last flush is through.
  expect(waitAfter(3, { receivers: 1000, messages: 16 })).toBeCloseTo(3);
  expect(waitAfter(6, { receivers: 1000, messages: 16 })).toBe(0);
  // Unless more than that has come together of late.
  expect(waitAfter(6, { receivers: 1000, flushed: 32, messages: 16 })).toBeCloseTo(12);
  expect(waitAfter(6, { receivers: 1000, flushed: 32, messages: 32 })).toBe(0);
  // Nor where nobody came the last time.
  expect(waitAfter(3, { receivers: 1000, flushed: 1 })).toBeCloseTo(3);
  expect(waitAfter(6, { receivers: 1000, flushed: 1 })).toBe(0);
});

test('[FR5] a flush that took longer than its writes should is waited for', () => {
  const pace = new Pace();
  pace.flushed(1000, { receivers: 1000, messages: 256 });
  pace.through(1020);
  expect(pace.wait(1021, 1)).toBeCloseTo(11);
  expect(pace.wait(1021, 256)).toBe(0);
});

test('[FR5] a clock that was set back holds nothing up', () => {
  expect(waitAfter(-60_000, { receivers: 1000 })).toBe(0);
});
