import { AtriumError } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { emptyView } from '../apply.ts';
import { actOf, type ComposerState, type KeyPress } from './composer-keys.ts';
import { keepDraft, noDraft, readDraft } from './drafts.ts';
import { insideFence } from './fence.ts';
import { fromMentions, mentionQuery, peopleFor, toMentions } from './mentioning.ts';
import { expectedEvents, failedMessages } from './pending.ts';
import { reasonOf } from './refusals.ts';
import { sayFrom } from './say.ts';
import { chatStrings } from './strings.ts';
import { TypingThrottle, TypingTracker } from './typing.ts';

const key = (name: string, more: Partial<KeyPress> = {}): KeyPress => ({ key: name, shift: false, modified: false, composing: false, ...more });
const state = (more: Partial<ComposerState> = {}): ComposerState => ({
  text: 'hello',
  caret: more.text?.length ?? 5,
  offering: false,
  editing: false,
  quoting: false,
  touch: false,
  ...more,
});

test('[CW29] Enter sends, Shift-Enter does not', () => {
  expect(actOf(key('Enter'), state())).toBe('send');
  expect(actOf(key('Enter', { shift: true }), state())).toBeUndefined();
});

test('[CW29] an input method has its keys to itself', () => {
  for (const name of ['Enter', 'Escape', 'ArrowUp', 'Tab'])
    expect(actOf(key(name, { composing: true }), state({ offering: true, editing: true, text: '' }))).toBeUndefined();
});

test('[CW29] on touch and in an open fence Enter is a new line', () => {
  expect(actOf(key('Enter'), state({ touch: true }))).toBeUndefined();
  expect(actOf(key('Enter'), state({ text: '```ts\nlet a' }))).toBeUndefined();
  expect(actOf(key('Enter'), state({ text: '```\nx\n```' }))).toBe('send');
  expect(actOf(key('Enter', { modified: true }), state({ text: '```ts\nlet a', touch: true }))).toBe('send');
});

test('[CW29] a fence is open until it is closed by as many marks of its kind', () => {
  const open = ['```', '```ts\n', '  ```\nx', '````\n```\n', '~~~\n```\n', '```\n```x\n'];
  const closed = ['', '``', 'a ```', '```a```', '```\n```', '~~~\nx\n~~~', '````\nx\n`````', '    ```\n'];
  for (const text of open) expect(insideFence(text, text.length), text).toBe(true);
  for (const text of closed) expect(insideFence(text, text.length), text).toBe(false);
  // What comes after the caret does not matter.
  expect(insideFence('```\nx\n```', 5)).toBe(true);
});

test('[CW30] ↑ edits the last own message when nothing is written', () => {
  expect(actOf(key('ArrowUp'), state({ text: '' }))).toBe('edit-last');
  expect(actOf(key('ArrowUp'), state({ text: 'x' }))).toBeUndefined();
  expect(actOf(key('ArrowUp'), state({ text: '', editing: true }))).toBeUndefined();
});

test('[CW30] Esc ends editing or quoting, and is the page’s otherwise', () => {
  expect(actOf(key('Escape'), state({ editing: true }))).toBe('cancel');
  expect(actOf(key('Escape'), state({ quoting: true }))).toBe('cancel');
  expect(actOf(key('Escape'), state())).toBeUndefined();
});

test('[CW31] open offers take their keys', () => {
  const acts = ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape', 'a'].map((name) => actOf(key(name), state({ offering: true })));
  expect(acts).toEqual(['offer-next', 'offer-previous', 'offer-take', 'offer-take', 'offer-close', undefined]);
  expect(actOf(key('Tab', { shift: true }), state({ offering: true }))).toBeUndefined();
});

const people = [
  { id: 'p1', name: 'Ann', active: true },
  { id: 'p2', name: 'Ann Lee', active: true },
  { id: 'p3', name: 'Олег Ан', active: true },
  { id: 'p4', name: 'Gone Girl', active: false },
  { id: 'p5', name: 'Sam', active: true },
  { id: 'p6', name: 'sam', active: true },
];

test('[CW32] names become ids, the longest first', () => {
  expect(toMentions('@Ann Lee and @Ann, (@олег ан)', people)).toBe('<@p2> and <@p1>, (<@p3>)');
  expect(toMentions('@Ann’s @Anna mail@Ann @Gone Girl @ @', people)).toBe('<@p1>’s @Anna mail@Ann @Gone Girl @ @');
});

test('[CW32] of two people of one name the picked one is meant, or nobody', () => {
  expect(toMentions('@Sam', people)).toBe('@Sam');
  expect(toMentions('@Sam', people, new Map([['sam', 'p6']]))).toBe('<@p6>');
});

test('[CW32] code is left alone, both ways', () => {
  const text = '`@Ann` @Ann\n```\n@Ann\n```\n@Ann';
  expect(toMentions(text, people)).toBe('`@Ann` <@p1>\n```\n@Ann\n```\n<@p1>');
  expect(fromMentions('`<@p1>` <@p1>', () => 'Ann').text).toBe('`<@p1>` @Ann');
});

test('[CW32] what is edited comes back as it was', () => {
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name;
  for (const sent of ['hi <@p2>, <@p1>', '<@p5>', '<@p5> and <@p6>', '<@nobody>', '```\n<@p1>', 'a `b` <@p3>']) {
    const { text, picked } = fromMentions(sent, nameOf);
    expect(toMentions(text, people, picked), text).toBe(sent);
  }
});

test('[CW33] people are found by any word of their name, members first', () => {
  const found = (query: string, members: readonly string[] = []) => peopleFor(query, people, (id) => members.includes(id)).map(({ id }) => id);
  expect(found('an')).toEqual(['p1', 'p2']);
  expect(found('an', ['p2'])).toEqual(['p2', 'p1']);
  expect(found('ан')).toEqual(['p3']);
  expect(found('lee')).toEqual(['p2']);
  expect(found('ann l')).toEqual(['p2']);
  expect(found('gone')).toEqual([]);
});

test('[CW33] what is asked for stands between the @ and the caret', () => {
  expect(mentionQuery('hi @mi', 6)).toEqual({ query: 'mi', from: 3 });
  expect(mentionQuery('(@', 2)).toEqual({ query: '', from: 1 });
  expect(mentionQuery('@Mira Ok', 8)).toEqual({ query: 'Mira Ok', from: 0 });
  for (const text of ['a@b', '@Mira Ok x', '<@a', 'no', '```\n@a']) expect(mentionQuery(text, text.length), text).toBeUndefined();
});

const shelf = (): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
};

test('[CW34] a draft comes back to who wrote it, where they wrote it', () => {
  const here = shelf();
  const draft = { text: 'half a', quote: 7, picked: [['sam', 'p6']] } as const;
  keepDraft(here, { me: 'ann', room: 'r1' }, draft);
  expect(readDraft(here, { me: 'ann', room: 'r1' })).toEqual(draft);
  expect(readDraft(here, { me: 'bob', room: 'r1' })).toEqual(noDraft);
  expect(readDraft(here, { me: 'ann', room: 'r2' })).toEqual(noDraft);
  keepDraft(here, { me: 'ann', room: 'r1' }, noDraft);
  expect(here.kept.size).toBe(0);
});

test('[CW34] a broken, full or missing store harms nothing', () => {
  const broken = {
    getItem: () => '{"text":5,"quote":"x","picked":[1,["a"]]}',
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => {},
  };
  expect(readDraft(broken, { me: 'a', room: 'r' })).toEqual(noDraft);
  expect(() => keepDraft(broken, { me: 'a', room: 'r' }, { ...noDraft, text: 'x' })).not.toThrow();
  expect(readDraft({ ...broken, getItem: () => 'not json' }, { me: 'a', room: 'r' })).toEqual(noDraft);
  expect(readDraft(undefined, { me: 'a', room: 'r' })).toEqual(noDraft);
});

test('[CW35] writing is said at most every three seconds', () => {
  const throttle = new TypingThrottle();
  expect([0, 100, 2_999, 3_000, 3_001].map((now) => throttle.due(now))).toEqual([true, false, false, true, false]);
  throttle.reset();
  expect(throttle.due(3_100)).toBe(true);
});

test('[CW35] who writes is shown for five seconds, and not after the message', () => {
  const tracker = new TypingTracker();
  tracker.heard('ann', 0);
  tracker.heard('bob', 1_000);
  expect(tracker.now(4_999)).toEqual(['ann', 'bob']);
  expect(tracker.next).toBe(5_000);
  expect(tracker.now(5_000)).toEqual(['bob']);
  tracker.posted('bob');
  expect(tracker.now(5_001)).toEqual([]);
  expect(tracker.next).toBeUndefined();
});

test('[CW36] what was refused keeps its text and says why', () => {
  const error = new AtriumError({ kind: 'refused', code: 'room-archived', message: 'The room is archived.' });
  const pending = [
    { client: 'c', n: 1, name: 'post', input: { text: 'kept' }, failed: error },
    { client: 'c', n: 2, name: 'post', input: { text: 'under way' } },
    { client: 'c', n: 3, name: 'react', input: { ordinal: 1 }, failed: error },
  ];
  expect(failedMessages(pending)).toEqual([{ which: { client: 'c', n: 1 }, text: 'kept', error }]);
  const say = sayFrom(chatStrings.ru, 'ru');
  expect(reasonOf(error, say)).toBe(chatStrings.ru['chat.reason.archived']);
  expect(reasonOf(new AtriumError({ kind: 'refused', code: '__proto__', message: 'In the hub’s words.' }), say)).toBe('In the hub’s words.');
});

test('[CW10] commands under way on messages of the live view are left to the view', () => {
  const view = {
    ...emptyView,
    members: [{ id: 'me', role: 'member' as const }],
    messages: [{ ordinal: 50, author: 'me', at: 0, text: 'x', mentions: [], reactions: [] }],
    last: 50,
  };
  const pending = [40, 50].map((ordinal, n) => ({ client: 'c', n, name: 'react', input: { ordinal, emoji: '👍', on: true } }));
  expect(expectedEvents(pending, { view, me: 'me', now: 1 })).toMatchObject([{ name: 'reacted', data: { ordinal: 40, who: 'me' } }]);
});
