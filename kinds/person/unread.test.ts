import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown, unread } from './unread.ts';

test.each([
  [{ last: 0, deleted: [] }, 0, 0],
  [{ last: 10, deleted: [] }, 4, 6],
  [{ last: 10, deleted: [3, 5, 10] }, 4, 4],
  [{ last: 10, deleted: [] }, 12, 0],
  [{ last: 10, deleted: [10] }, 10, 0],
])('[PE13] of %j, read up to %i, %i are unread', (counted, pointer, count) => {
  expect(unread(counted, pointer)).toBe(count);
});

test('[PE13] unread is never negative, and counts the messages that stand above the pointer', () => {
  const conversation = fc.record({ last: fc.nat({ max: 120 }), gone: fc.uniqueArray(fc.integer({ min: 1, max: 120 })), pointer: fc.nat({ max: 150 }) });
  fc.assert(
    fc.property(conversation, ({ last, gone, pointer }) => {
      const deleted = gone.filter((ordinal) => ordinal <= last);
      const standing = Array.from({ length: last }, (_, n) => n + 1).filter((ordinal) => ordinal > pointer && !deleted.includes(ordinal));
      expect(unread({ last, deleted }, pointer)).toBe(standing.length);
    }),
  );
});

test('[PE13] above 99 it is 99+', () => {
  expect([shown(1), shown(99), shown(100)]).toEqual(['1', '99', '99+']);
});
