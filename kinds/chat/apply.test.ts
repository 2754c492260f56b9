import { expect, test } from 'vitest';
import { apply, applyToMessages, type ChatEvent, emptyView, MESSAGES_IN_VIEW } from './apply.ts';
import type { ChatView, Message } from './messages.ts';
import { predict } from './predict.ts';

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  return value;
};
const posted = (ordinal: number): ChatEvent => ({
  name: 'posted',
  offset: ordinal + 1,
  at: ordinal,
  data: { ordinal, author: 'ann', text: `${ordinal}`, mentions: [] },
});
const edited = (ordinal: number): ChatEvent => ({ name: 'edited', offset: 999, at: 999, data: { ordinal, text: 'new', mentions: [], unmentioned: [] } });
const created: ChatEvent = {
  name: 'created',
  offset: 1,
  at: 0,
  data: {
    name: 'General',
    topic: '',
    type: 'public',
    members: [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
    ],
    by: 'ann',
  },
};
const conversation = (length: number): ChatView => Array.from({ length }, (_, n) => posted(n + 1)).reduce(apply, apply(emptyView, created));
const ordinals = (messages: readonly Message[]): number[] => messages.map((message) => message.ordinal);

test('[CH32] a view keeps its newest messages and does not change for older ones', () => {
  const view = frozen(conversation(MESSAGES_IN_VIEW + 5));
  expect([view.messages.length, view.messages[0]?.ordinal, view.last]).toEqual([MESSAGES_IN_VIEW, 6, MESSAGES_IN_VIEW + 5]);
  expect(apply(view, edited(5)).messages).toBe(view.messages);
  expect(apply(view, edited(5))).toBe(view);
  expect(apply(view, edited(6)).messages[0]?.text).toBe('new');
  expect(apply(view, { name: 'deleted', offset: 999, at: 999, data: { ordinal: 2, by: 'ann', mentions: [] } }).messages).toBe(view.messages);
});

test('[CH32] a message that did not change stays the same object', () => {
  const view = frozen(conversation(3));
  const after = apply(view, edited(2));
  expect(after.messages[0]).toBe(view.messages[0]);
  expect(after.messages[1]).toMatchObject({ text: 'new', edited: 999 });
});

test('[CH34] a window grows by the message after its last alone, and folds what is in it', () => {
  const window = frozen(conversation(9).messages.slice(3, 6));
  expect(ordinals(applyToMessages(window, posted(7)))).toEqual([4, 5, 6, 7]);
  for (const event of [posted(8), posted(6), edited(3), edited(7), { ...posted(7), data: null } as ChatEvent])
    expect(applyToMessages(window, event)).toBe(window);
  expect(applyToMessages(window, edited(6))[2]?.text).toBe('new');
  expect(applyToMessages([], posted(1))).toEqual([]);
});

test('[CH37] an older prediction stands after what came in between', () => {
  const [draft] = predict.post(conversation(2), { text: 'mine' }, { identity: 'bob', now: 5, tag: 1, n: 1 });
  const prediction = { ...draft, offset: 0, at: 5 } as ChatEvent;
  expect(apply(conversation(3), prediction).messages.at(-1)).toMatchObject({ ordinal: 4, author: 'bob', text: 'mine' });
});

test('[CH31] nothing is predicted that is sure to be refused', () => {
  const view = apply(conversation(1), { name: 'archived', offset: 9, at: 9, data: { on: true, by: 'ann' } });
  const bob = { identity: 'bob', now: 5, tag: 1, n: 1 };
  expect(predict.post(view, { text: 'x' }, bob)).toEqual([]);
  expect(predict.edit(conversation(1), { ordinal: 1, text: 'x' }, bob)).toEqual([]);
  expect(predict.post(conversation(1), { text: 'x' }, { ...bob, identity: 'eve' })).toEqual([]);
});

test('[CH39] a deleted message stays a stub', () => {
  const deleted = apply(conversation(2), { name: 'deleted', offset: 9, at: 9, data: { ordinal: 2, by: 'ann', mentions: [] } });
  expect(deleted.messages[1]).toMatchObject({ deleted: true, text: '' });
  for (const event of [edited(2), { name: 'reacted', offset: 10, at: 10, data: { ordinal: 2, emoji: '👍', who: 'bob', on: true } } as const])
    expect(apply(deleted, event)).toBe(deleted);
});
