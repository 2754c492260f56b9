import { expect, test } from 'vitest';
import type { ChatContent, Content, Happened, WhispersContent } from './history.ts';
import { found, gave, logOf, ROOM, said, seen, shown, started, TABLE, TERM, whispered } from './testing.ts';

const given: Happened[] = [
  started('ann.1', 'ann'),
  ...['a1', 'a2', 'a3', 'a4'].map((token, index) => gave('ann.1', token, index + 1, token === 'a2' ? { name: 'whisper' } : {})),
  ...['m1', 'm2', 'm3'].map((token, index) => gave('ann.1', token, index * 2, { channel: ROOM, name: 'post' })),
  gave('ann.1', 'm4', 3, { channel: ROOM, name: 'edit' }),
];
const log = logOf({ [TABLE]: [said('a1'), whispered('a2', []), said('a3'), said('a4')] });
const bob = started('bob.1', 'bob');
const opened = (offset: number, content: WhispersContent, t: 'opened' | 'viewed' | 'final' = 'opened'): Happened => ({
  t,
  client: 'bob.1',
  channel: TABLE,
  position: [TERM, offset],
  content,
  state: 'live',
});
const applied = (o: number, name = 'said'): Happened => ({ t: 'applied', client: 'bob.1', channel: TABLE, o, name });

test('[FC7] a view that begins with a snapshot and takes what follows is as it should be', () => {
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(3), applied(4), opened(4, seen(['a1', 'a3', 'a4']), 'viewed')]], log)).toEqual([]);
});

test('[FC7] an event that is skipped, also before the place where the client says it stands, is lost', () => {
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(4)]], log)).toEqual(['FC7 lost']);
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(3), opened(4, seen(['a1', 'a3', 'a4']), 'viewed')]], log)).toEqual(['FC7 lost']);
});

test('[FC7] an event that is applied twice, or after a later one, is a duplicate', () => {
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(3), applied(3)]], log)).toEqual(['FC7 duplicated']);
  expect(found([given, [bob, opened(3, seen(['a1', 'a3'])), applied(3)]], log)).toEqual(['FC7 duplicated']);
});

test('[FC7] an event that is another in the log is seen', () => {
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(3, 'banned')]], log)).toEqual(['FC7 diverged']);
});

test('[FC9] applying an event that is for others is a leak', () => {
  expect(found([given, [bob, opened(1, seen(['a1'])), applied(2, 'whispered')]], log)).toEqual(['FC9 leaked']);
});

test('[FC10] nothing is applied after a refusal, until there is a new snapshot', () => {
  const refused: Happened = { t: 'refused', client: 'bob.1', channel: TABLE };
  expect(found([given, [bob, opened(1, seen(['a1'])), refused, applied(3)]], log)).toEqual(['FC10 leaked']);
  expect(found([given, [bob, opened(1, seen(['a1'])), refused, opened(3, seen(['a1', 'a3'])), applied(4)]], log)).toEqual([]);
});

test('[FC8] a view that lacks a line, has one too many, counts wrongly or has them in another order is seen', () => {
  const wrong: readonly WhispersContent[] = [
    seen(['a1']),
    seen(['a1', 'a2', 'a3']),
    seen(['a3', 'a1']),
    { ...seen(['a1', 'a3']), count: 3 },
    { ...seen(['a1', 'a3']), banned: ['ann'] },
  ];
  for (const content of wrong) expect(found([given, [bob, opened(3, { ...content, count: content.count === 3 ? 3 : 2 })]], log)).toEqual(['FC8 diverged']);
  expect(found([given, [bob, opened(3, seen(['a1', 'a3']))]], log)).toEqual([]);
});

test('[FC13] a view at a place that the log does not have was built on what a crash took back', () => {
  const entry: Happened = { t: 'opened', client: 'bob.1', channel: TABLE, position: ['1.bb', 3], content: seen(['a1', 'a3']) };
  expect(found([given, [bob, entry]], log)).toEqual(['FC13 uncommitted']);
});

const post = (ordinal: number, text: string | null): { readonly name: string; readonly data: Record<string, unknown> | null } => ({
  name: 'posted',
  data: text === null ? null : { ordinal, author: 'ann', text },
});
const members = [{ id: 'ann' }, { id: 'bob' }];
const room = logOf({
  [ROOM]: [
    { name: 'created', data: { members } },
    post(1, 'm1'),
    post(2, null),
    { name: 'reacted', data: { ordinal: 1, emoji: '👍', who: 'bob', on: true } },
    { name: 'edited', data: { ordinal: 1, text: 'm4' } },
    { name: 'deleted', data: { ordinal: 2, by: 'ann' } },
    post(3, 'm3'),
  ],
});
const message = (ordinal: number, text: string, more: Partial<ChatContent['messages'][number]> = {}): ChatContent['messages'][number] => ({
  ordinal,
  text,
  deleted: false,
  reactions: [],
  ...more,
});
const conversation = (offset: number, content: Content, t: 'opened' | 'answered' = 'opened'): readonly Happened[][] => [
  given,
  [bob, { t, client: 'bob.1', channel: ROOM, position: [TERM, offset], content }],
];
const first = message(1, 'm4', { reactions: ['👍 bob'] });
const gone = message(2, '', { deleted: true });

test('[FC8] a conversation with its edits, deletions and reactions equals the fold of the log', () => {
  expect(found(conversation(7, shown({ last: 3, messages: [first, gone, message(3, 'm3')] })), room)).toEqual([]);
  expect(found(conversation(2, shown({ last: 1, messages: [message(1, 'm1')] })), room)).toEqual([]);
  expect(found(conversation(7, { kind: 'chat', last: 3, messages: [gone] }, 'answered'), room)).toEqual([]);
});

test('[FC8] a message that is deleted later may have lost its text before, and none is shown after', () => {
  expect(found(conversation(5, shown({ last: 2, messages: [first, gone] })), room)).toEqual([]);
  expect(found(conversation(5, shown({ last: 2, messages: [first, message(2, 'm2')] })), room)).toEqual([]);
  expect(found(conversation(6, shown({ last: 2, messages: [first, message(2, 'm2')] })), room)).toEqual(['FC8 diverged']);
});

test('[FC8] a conversation that differs in any point is seen', () => {
  const third = message(3, 'm3');
  const wrong: readonly ChatContent[] = [
    shown({ last: 3, messages: [message(1, 'm1', { reactions: ['👍 bob'] }), gone, third] }),
    shown({ last: 3, messages: [message(1, 'm4'), gone, third] }),
    shown({ last: 3, messages: [first, gone] }),
    shown({ last: 2, messages: [first, gone] }),
    shown({ last: 3, messages: [first, third] }),
    shown({ last: 3, messages: [gone, third] }),
    shown({ last: 3, members: ['ann'], messages: [first, gone, third] }),
    shown({ last: 3, messages: [first, gone, message(3, 'm3', { deleted: true })] }),
  ];
  for (const content of wrong) expect(found(conversation(7, content), room)).toEqual(['FC8 diverged']);
});
