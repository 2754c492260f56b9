import { expect, test } from 'vitest';
import type { Happened } from './history.ts';
import { banned, done, found, gave, judged, logOf, ROOM, said, started, TABLE, TERM } from './testing.ts';

// The moderator's ban, for logs that have one.
const ann = started('ann.1', 'ann');
const hers = [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2), done('ann.1', 'a1', { count: 1 }), done('ann.1', 'a2', { count: 2 })];

test('[FC1] acknowledged commands that stand in the log once, in order, are as they should be', () => {
  expect(found([hers], logOf({ [TABLE]: [said('a1'), said('a2')] }))).toEqual([]);
});

test('[FC1] an acknowledged command that is not in the log is lost', () => {
  expect(found([hers], logOf({ [TABLE]: [said('a1')] }))).toEqual(['FC1 lost']);
});

test('[FC1] an acknowledged command that stands in the log twice is duplicated', () => {
  expect(found([hers], logOf({ [TABLE]: [said('a1'), said('a2'), said('a2')] }))).toEqual(['FC1 duplicated']);
});

test('[FC1] who is told before it is shown to them is told too early', () => {
  const early = [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2), done('ann.1', 'a1', { count: 1 }), done('ann.1', 'a2', { count: 2 }, [TERM, 1])];
  expect(found([early], logOf({ [TABLE]: [said('a1'), said('a2')] }))).toEqual(['FC1 diverged']);
});

test('[FC1] a reaction, which carries no token, is known by the id under which it was written', () => {
  const reacted = { name: 'reacted', by: [77, 1] as const, data: { ordinal: 1, emoji: '👍', who: 'ann', on: true } };
  const history: Happened[] = [
    ann,
    { t: 'claimed', client: 'ann.1', id: 'client-of-ann' },
    gave('ann.1', 'a1', 1, { channel: ROOM, name: 'react', input: { ordinal: 1, emoji: '👍', on: true } }),
    done('ann.1', 'a1', {}),
  ];
  const tags = { [`${ROOM} 77`]: { identity: 'ann', client: 'client-of-ann' } };
  expect(found([history], logOf({ [ROOM]: [reacted] }, tags))).toEqual([]);
  expect(found([history], logOf({ [ROOM]: [reacted, reacted] }, tags))).toEqual(['FC1 duplicated']);
});

test('[FC2] a command that was finally refused and stands in the log was done all the same', () => {
  const refused: Happened[] = [ann, gave('ann.1', 'a1', 1), { t: 'failed', client: 'ann.1', token: 'a1', error: { kind: 'refused' }, at: 9 }];
  expect(found([refused], logOf({ [TABLE]: [] }))).toEqual([]);
  expect(found([refused], logOf({ [TABLE]: [said('a1')] }))).toEqual(['FC2 diverged']);
});

test('[FC3] a command that was never answered may stand in the log once or not at all, and not twice', () => {
  const open = [ann, gave('ann.1', 'a1', 1)];
  expect(found([open], logOf({ [TABLE]: [] }))).toEqual([]);
  expect(found([open], logOf({ [TABLE]: [said('a1')] }))).toEqual([]);
  expect(found([open], logOf({ [TABLE]: [said('a1'), said('a1')] }))).toEqual(['FC3 duplicated']);
});

test('[FC3] a command that was found in the outbox after a restart must be done', () => {
  const again: Happened[] = [started('ann.2', 'ann'), { t: 'adopted', client: 'ann.2', channel: TABLE, name: 'say', input: { token: 'a1' } }];
  expect(found([[ann, gave('ann.1', 'a1', 1)], again], logOf({ [TABLE]: [said('a1')] }))).toEqual([]);
  expect(found([[ann, gave('ann.1', 'a1', 1)], again], logOf({ [TABLE]: [] }))).toEqual(['FC3 lost']);
  expect(found([[ann, gave('ann.1', 'a1', 1, { steady: false })], again], logOf({ [TABLE]: [] }))).toEqual([]);
});

test('[FC3] an event of a command that nobody gave is told', () => {
  expect(found([[ann]], logOf({ [TABLE]: [said('x1')] }))).toEqual(['FC3 diverged']);
});

test('[FC4] two commands of one client that stand in the log the other way round are reordered', () => {
  const both = [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2)];
  expect(found([both], logOf({ [TABLE]: [said('a2'), said('a1')] }))).toEqual(['FC4 reordered']);
});

test('[FC4] commands of different clients, or channels, have no order', () => {
  const others = [
    [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2, { channel: 'whispers/r2' })],
    [started('bob.1', 'bob'), gave('bob.1', 'b1', 1)],
  ];
  expect(found(others, logOf({ [TABLE]: [said('b1', 'bob'), said('a1')], 'whispers/r2': [said('a2')] }))).toEqual([]);
});

test('[FC5] a gap, an offset that stands twice, a term that falls back and a wrong head are seen', () => {
  const open = [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2)];
  const log = (events: readonly { readonly offset: number; readonly term: string }[], head?: readonly [string, number]) => {
    const good = logOf({ [TABLE]: [said('a1'), said('a2')] });
    const list = good.channels.get(TABLE) ?? [];
    const last = events.at(-1) ?? { term: TERM, offset: 0 };
    return {
      ...good,
      channels: new Map([[TABLE, list.map((event, index) => ({ ...event, ...events[index] }))]]),
      heads: new Map([[TABLE, head ?? ([last.term, last.offset] as const)]]),
    };
  };
  expect(
    found(
      [open],
      log([
        { offset: 1, term: '1.a' },
        { offset: 2, term: '2.b' },
      ]),
    ),
  ).toEqual([]);
  expect(
    found(
      [open],
      log([
        { offset: 1, term: '1.a' },
        { offset: 3, term: '1.a' },
      ]),
    ),
  ).toEqual(['FC5 lost']);
  expect(
    found(
      [open],
      log([
        { offset: 1, term: '1.a' },
        { offset: 1, term: '1.a' },
      ]),
    ),
  ).toEqual(['FC5 duplicated']);
  expect(
    found(
      [open],
      log([
        { offset: 1, term: '2.a' },
        { offset: 2, term: '1.b' },
      ]),
    ),
  ).toEqual(['FC5 diverged']);
  expect(
    found(
      [open],
      log([
        { offset: 1, term: '2.a' },
        { offset: 2, term: '2.b' },
      ]),
    ),
  ).toEqual(['FC5 diverged']);
  expect(
    found(
      [open],
      log(
        [
          { offset: 1, term: '1.a' },
          { offset: 2, term: '1.a' },
        ],
        ['1.a', 1],
      ),
    ),
  ).toEqual(['FC5 diverged']);
});

test('[FC11] a command without an answer, a client that is not done, and one that ends before the head are told when all is quiet', () => {
  const log = logOf({ [TABLE]: [said('a1'), said('a2')] });
  const end = (position: readonly [string, number]): Happened => ({ t: 'final', client: 'ann.1', channel: TABLE, state: 'live', position });
  const open = {
    t: 'opened',
    client: 'ann.1',
    channel: TABLE,
    position: [TERM, 2],
    content: { kind: 'whispers', count: 2, lines: ['a1', 'a2'], banned: [] },
  } as const;
  expect(found([[...hers, open, end([TERM, 2])]], log)).toEqual([]);
  expect(found([[...hers, end([TERM, 1])]], log)).toEqual(['FC11 lost']);
  expect(found([[...hers.slice(0, -1), open, end([TERM, 2])]], log)).toEqual(['FC11 lost']);
  expect(found([[...hers, { t: 'stuck', client: 'ann.1', what: '1 unanswered' }]], log)).toEqual(['FC11 lost']);
});

test('[FC11] who is outside at the end need not have arrived', () => {
  const ban = gave('mod.1', 'ban-bob', 1, { name: 'ban', input: { token: 'ban-bob', who: 'bob' } });
  const log = logOf({ [TABLE]: [said('a1'), banned('bob')] });
  const histories: Happened[][] = [
    [ann, gave('ann.1', 'a1', 1)],
    [started('mod.1', 'mod'), ban],
    [started('bob.1', 'bob'), { t: 'final', client: 'bob.1', channel: TABLE, state: 'refused' }],
  ];
  expect(found(histories, log)).toEqual([]);
});

test('[FC14] what is on the wire when somebody is cut, or the server killed, is in flight', () => {
  const wire = (token: string, n: number, at: number): Happened => ({
    t: 'sent',
    client: 'ann.1',
    link: 1,
    id: 'client-of-ann',
    channel: TABLE,
    n,
    name: 'say',
    token,
    at,
  });
  const history: Happened[] = [
    ann,
    { t: 'claimed', client: 'ann.1', id: 'client-of-ann' },
    gave('ann.1', 'a1', 1),
    gave('ann.1', 'a2', 2),
    wire('a1', 1, 110),
    wire('a2', 2, 120),
    done('ann.1', 'a1', { count: 1 }),
    done('ann.1', 'a2', { count: 2 }),
  ];
  const { efforts } = judged([history], logOf({ [TABLE]: [said('a1'), said('a2')] }), [
    { t: 'cut', at: 115, who: 'ann' },
    { t: 'cut', at: 130, who: 'bob' },
    { t: 'killed', at: 130 },
    { t: 'killed', at: 600 },
    { t: 'frozen', at: 130, who: 'ann' },
  ]);
  expect(efforts).toEqual({ acknowledged: 2, kills: 2, cuts: 2, inFlight: 3 });
});
