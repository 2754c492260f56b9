import { expect, test } from 'vitest';
import { came, due, heldElsewhere, markedRead, markedUnread, opened, readElsewhere, wrote } from './reading.ts';

test('[CW16] the line stands where the pointer was when the room was opened', () => {
  const reading = opened(10, 15);
  expect(reading.newAfter).toBe(10);
  expect(came(reading, { last: 15, watching: true }).newAfter).toBe(10);
  expect(came(came(reading, { last: 15, watching: true }), { last: 20, watching: false }).newAfter).toBe(10);
});

test('[CW16] a room that is read has no line, and a visitor neither', () => {
  expect(opened(15, 15).newAfter).toBeUndefined();
  expect(opened(undefined, 15).newAfter).toBeUndefined();
  // A restored backup may have a shorter log than the pointer knew.
  expect(opened(20, 15)).toEqual(opened(15, 15));
});

test('[CW17] what comes before one’s eyes is read', () => {
  const reading = came(opened(15, 15), { last: 16, watching: true });
  expect(reading.newAfter).toBeUndefined();
  expect(due(reading, 15)).toBe(16);
});

test('[CW17] what comes while one looks elsewhere brings the line, and the pointer stays', () => {
  const reading = came(came(opened(15, 15), { last: 16, watching: true }), { last: 18, watching: false });
  expect(reading.newAfter).toBe(16);
  expect(due(reading, 16)).toBeUndefined();
  expect(due(came(reading, { last: 18, watching: true }), 16)).toBe(18);
});

test('[CW18] who writes has read', () => {
  const reading = wrote(came(opened(10, 15), { last: 15, watching: false }), 15);
  expect(reading.newAfter).toBeUndefined();
  expect(due(reading, 10)).toBe(15);
});

test('[CW19] marked unread, nothing advances by itself', () => {
  const reading = came(markedUnread(12), { last: 16, watching: true });
  expect(reading).toEqual({ newAfter: 11, seen: 11, held: true });
  expect(due(reading, 11)).toBeUndefined();
  expect(due(markedRead(reading, 16), 11)).toBe(16);
  expect(due(wrote(reading, 16), 11)).toBe(16);
});

test('[CW19] marked unread on another device, nothing advances here', () => {
  const reading = came(heldElsewhere(opened(15, 15)), { last: 17, watching: true });
  expect(due(reading, 9)).toBeUndefined();
});

test('[CW20] read on another device counts, and the line stays', () => {
  const reading = readElsewhere(opened(10, 15), 15);
  expect(reading).toEqual({ newAfter: 10, seen: 15, held: false });
  expect(readElsewhere(markedUnread(5), 15).seen).toBe(4);
  expect(due(reading, 15)).toBeUndefined();
});
