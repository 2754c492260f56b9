import { expect, test } from 'vitest';
import type { Happened, LogEvent, Position } from './history.ts';
import { banned, found, gave, logOf, said, started, TABLE, TERM, whispered } from './testing.ts';

const given: Happened[] = [
  started('ann.1', 'ann'),
  ...['a1', 'a2', 'a3', 'a4'].map((token, index) => gave('ann.1', token, index + 1, token === 'a2' ? { name: 'whisper' } : {})),
  gave('mod.1', 'ban-bob', 1, { name: 'ban' }),
  gave('mod.1', 'pardon-bob', 2, { name: 'pardon' }),
];
const log = logOf({ [TABLE]: [said('a1'), whispered('a2', []), said('a3'), said('a4')] });
const bob = started('bob.1', 'bob');
const asked = (from: number | null): Happened => ({ t: 'asked', client: 'bob.1', link: 1, channel: TABLE, from: from === null ? null : [TERM, from] });
const joined = (outcome: 'missed' | 'snapshot', position: Position): Happened => ({
  t: 'told-joined',
  client: 'bob.1',
  link: 1,
  channel: TABLE,
  outcome,
  position,
});
const snapshot = (offset: number): Happened => ({ t: 'told-snapshot', client: 'bob.1', link: 1, channel: TABLE, position: [TERM, offset] });
const batch = (from: number, to: number, offsets: readonly number[], names: readonly string[] = [], term = TERM): Happened => ({
  t: 'told-batch',
  client: 'bob.1',
  link: 1,
  channel: TABLE,
  term,
  from,
  to,
  events: offsets.map((offset, index) => [offset, names[index] ?? 'said']),
});
const resumed = [bob, asked(1), joined('missed', [TERM, 4])];

test('[FC6] ranges that follow from where the client stood, with all that is for it, are as they should be', () => {
  expect(found([given, [...resumed, batch(2, 3, [3]), batch(4, 4, [4])]], log)).toEqual([]);
  expect(found([given, [bob, asked(null), joined('snapshot', [TERM, 2]), snapshot(2), batch(3, 4, [3, 4])]], log)).toEqual([]);
});

test('[FC6] a resume that begins one later has lost an event, one that begins earlier repeats one', () => {
  expect(found([given, [...resumed, batch(3, 4, [3, 4])]], log)).toEqual(['FC6 lost']);
  expect(found([given, [...resumed, batch(1, 4, [1, 3, 4])]], log)).toEqual(['FC6 duplicated']);
});

test('[FC6] a range that lacks an event it should carry has lost it', () => {
  expect(found([given, [...resumed, batch(2, 4, [4])]], log)).toEqual(['FC6 lost']);
});

test('[FC6] an event twice, outside its range, out of order or under another name is seen', () => {
  expect(found([given, [...resumed, batch(2, 4, [3, 3, 4])]], log)).toEqual(['FC6 duplicated']);
  expect(found([given, [...resumed, batch(2, 3, [1, 3])]], log)).toEqual(['FC6 duplicated']);
  expect(found([given, [...resumed, batch(2, 4, [4, 3])]], log)).toEqual(['FC6 reordered']);
  expect(found([given, [...resumed, batch(2, 3, [3], ['banned'])]], log)).toEqual(['FC6 diverged']);
});

test('[FC6] an overlap after a gap in the ranges of one connection is seen', () => {
  expect(found([given, [...resumed, batch(2, 3, [3]), batch(3, 4, [3, 4])]], log)).toEqual(['FC6 duplicated']);
});

test('[FC9] a private event that is sent to somebody else has leaked', () => {
  expect(found([given, [...resumed, batch(2, 4, [2, 3, 4], ['whispered', 'said', 'said'])]], log)).toEqual(['FC9 leaked']);
});

const until: readonly Partial<LogEvent>[] = [
  said('a1'),
  banned('bob'),
  said('a3'),
  { name: 'pardoned', data: { token: 'pardon-bob', who: 'bob' } },
  said('a4'),
];
const put = logOf({ [TABLE]: until as readonly { readonly name: string }[] });
const out: Happened = { t: 'told-refused', client: 'bob.1', link: 1, channel: TABLE };

test('[FC10] the event that puts somebody out is the last that they are sent', () => {
  const here = [bob, asked(null), joined('snapshot', [TERM, 1]), snapshot(1)];
  expect(found([given, [...here, batch(2, 2, [2], ['banned']), out]], put)).toEqual([]);
  expect(found([given, [...here, batch(2, 3, [2, 3], ['banned', 'said'])]], put)).toEqual(['FC10 leaked']);
  expect(found([given, [...here, batch(2, 2, [2], ['banned']), batch(3, 3, [3])]], put)).toEqual(['FC10 leaked']);
  expect(found([given, [...here, batch(2, 2, [2], ['banned']), out, batch(3, 3, [3])]], put)).toEqual(['FC10 leaked']);
});

test('[FC10] who was put out is not let in, until they are pardoned', () => {
  expect(found([given, [bob, asked(1), joined('missed', [TERM, 3])]], put)).toEqual(['FC10 leaked']);
  expect(found([given, [bob, asked(1), joined('missed', [TERM, 4]), batch(2, 5, [2, 3, 4, 5], ['banned', 'said', 'pardoned', 'said'])]], put)).toEqual([]);
});

test('[FC13] a batch of a term that the log does not have was sent before it was on disk', () => {
  expect(found([given, [...resumed, batch(2, 3, [3], [], '1.bb')]], log)).toContain('FC13 uncommitted');
  expect(found([given, [...resumed, batch(2, 5, [3, 4, 5])]], log)).toContain('FC13 uncommitted');
});
