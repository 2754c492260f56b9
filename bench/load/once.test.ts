import { expect, test } from 'vitest';
import { Once } from './once.ts';

test('[BN40] what is missing, what came again, and what came in another order is found across connections', () => {
  const got = new Once(2);
  for (const sequence of [0, 1, 2]) got.saw(0, sequence);
  for (const sequence of [0, 2]) got.saw(1, sequence);
  expect([got.least(), got.of(0), got.missing(3), got.leastAfter(2)]).toEqual([2, 3, 1, 1]);
  expect([got.has(0, 3), got.has(1, 3), got.has(1, 1)]).toEqual([true, false, true]);
  expect(got.faults(3)).toEqual(['1 of 6 messages did not arrive']);
  got.saw(1, 1);
  got.saw(0, 1);
  expect(got.faults(3)).toEqual(['1 came again', '1 came before an earlier one']);
  expect(() => got.saw(0, 4096)).toThrow(RangeError);
});
