import { expect, test } from 'vitest';
import type { Message } from '../messages.ts';
import { clockFor } from './days.ts';
import { GROUP_MS, type Row, rowsOf, type RowsInput } from './rows.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const message = (ordinal: number, author: string, at: number, more: Partial<Message> = {}): Message => ({
  ordinal,
  author,
  at,
  text: 'x',
  mentions: [],
  reactions: [],
  ...more,
});
const rows = (messages: readonly Message[], more: Partial<RowsInput> = {}): readonly Row[] =>
  rowsOf({ messages, clock: clockFor('en', 'UTC'), newAfter: undefined, me: 'me', confirmed: 100, keep: undefined, ...more });
/** d: day, n: new line, H: message that begins a group, m: message that goes on, s: stub. */
const drawn = (list: readonly Row[]): string =>
  list.map((row) => (row.is === 'day' ? 'd' : row.is === 'new' ? 'n' : row.message.deleted ? 's' : row.head ? 'H' : 'm')).join('');

test('[CW12] one author within five minutes is one group', () => {
  expect(
    drawn(rows([message(1, 'ann', NOON), message(2, 'ann', NOON + GROUP_MS - 1), message(3, 'ann', NOON + GROUP_MS), message(4, 'bob', NOON + GROUP_MS)])),
  ).toBe('dHmHH');
});

test('[CW12] a reply begins a group, and what follows it stands with it', () => {
  expect(drawn(rows([message(1, 'ann', NOON), message(2, 'ann', NOON, { quote: 1 }), message(3, 'ann', NOON)]))).toBe('dHHm');
});

test('[CW12] neither a day nor the new line stands inside a group', () => {
  const midnight = Date.UTC(2026, 10, 21);
  expect(drawn(rows([message(1, 'ann', midnight - 1), message(2, 'ann', midnight)]))).toBe('dHdH');
  expect(drawn(rows([message(1, 'ann', NOON), message(2, 'ann', NOON)], { newAfter: 1 }))).toBe('dHnH');
});

test('[CW13] days part in the viewer’s zone', () => {
  const messages = [message(1, 'ann', Date.UTC(2026, 10, 20, 20)), message(2, 'bob', Date.UTC(2026, 10, 20, 22))];
  expect(drawn(rows(messages, { clock: clockFor('en', 'UTC') }))).toBe('dHH');
  expect(drawn(rows(messages, { clock: clockFor('en', 'Europe/Moscow') }))).toBe('dHdH');
});

test('[CW13] today and yesterday are called so, also on the day after the clocks changed', () => {
  const words = { today: 'Today', yesterday: 'Yesterday' };
  const berlin = clockFor('en', 'Europe/Berlin');
  // On 25 October 2026 clocks in Berlin go back: the day has 25 hours.
  const late = Date.UTC(2026, 9, 25, 22, 30);
  expect(berlin.dayName(late, late, words)).toBe('Today');
  expect(berlin.dayName(Date.UTC(2026, 9, 24, 22, 30), late, words)).toBe('Today');
  expect(berlin.dayName(Date.UTC(2026, 9, 24, 21, 30), late, words)).toBe('Yesterday');
  expect(berlin.dayName(Date.UTC(2026, 9, 23, 12), late, words)).toMatch(/Friday.*23|23.*Friday/);
  expect(berlin.dayName(Date.UTC(2025, 9, 23, 12), late, words)).toContain('2025');
});

test('[CW14] a deleted message leaves nothing, or a stub where it is quoted or linked', () => {
  const gone = message(2, '', NOON, { deleted: true, text: '' });
  const around = [message(1, 'ann', NOON), gone, message(3, 'ann', NOON)];
  expect(drawn(rows(around))).toBe('dHm');
  expect(drawn(rows(around, { keep: 2 }))).toBe('dHsH');
  expect(drawn(rows([...around, message(4, 'bob', NOON, { quote: 2 })]))).toBe('dHsHH');
});

test('[CW15] a message keeps its key when it settles', () => {
  const optimistic = message(7, 'me', NOON, { by: [5, 1] });
  const settled = message(9, 'me', NOON + 40, { by: [5, 1] });
  const [, before] = rows([optimistic], { confirmed: 6 });
  const [, after] = rows([settled], { confirmed: 9 });
  expect(before?.key).toBe(after?.key);
  expect([before?.is === 'message' && before.pending, after?.is === 'message' && after.pending]).toEqual([true, false]);
});

test('[CW15] every key is there once, also when the clock of the hub went back over midnight', () => {
  const midnight = Date.UTC(2026, 10, 21);
  const list = rows([message(1, 'ann', midnight - 1), message(2, 'ann', midnight), message(3, 'ann', midnight - 1), message(4, 'ann', midnight)]);
  expect(new Set(list.map(({ key }) => key)).size).toBe(list.length);
});

test('[CW16] the new line stands before the first message of others after the pointer', () => {
  const messages = [message(1, 'ann', NOON), message(2, 'me', NOON), message(3, 'bob', NOON)];
  expect(drawn(rows(messages, { newAfter: 1 }))).toBe('dHHnH');
  expect(drawn(rows(messages, { newAfter: 3 }))).toBe('dHHH');
});
