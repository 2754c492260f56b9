import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Emoji, type Message } from '../messages.ts';
import { emojiGroups, quickEmoji } from './emoji.ts';
import { hueOf, initialOf } from './faces.tsx';
import type { Ground } from './ground.ts';
import { type MessageActions, offersFor } from './message-actions.ts';
import { sayFrom, type Sentence } from './say.ts';
import { chatStrings } from './strings.ts';

const forms = (sentence: Sentence): readonly string[] => (typeof sentence === 'string' ? [sentence] : Object.values(sentence));
const holes = (sentence: string): readonly string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

test('[CW37] both languages say the same things with the same holes', () => {
  const { en, ru } = chatStrings;
  expect(Object.keys(ru)).toEqual(Object.keys(en));
  for (const [key, sentence] of Object.entries(en) as [keyof typeof en, Sentence][]) {
    const wanted = holes(forms(sentence).at(-1) ?? '');
    for (const form of [...forms(sentence), ...forms(ru[key])]) expect(holes(form), key).toEqual(wanted);
    expect(typeof ru[key], key).toBe(typeof sentence);
  }
});

test('[CW37] plurals have the forms that their language needs', () => {
  const needed = (language: string): readonly string[] => new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
  for (const [language, catalogue] of Object.entries(chatStrings)) {
    for (const [key, sentence] of Object.entries(catalogue) as [string, Sentence][])
      if (typeof sentence !== 'string') expect(Object.keys(sentence).toSorted(), `${language} ${key}`).toEqual(needed(language));
  }
  const ru = sayFrom(chatStrings.ru, 'ru');
  expect([1, 2, 5, 21].map((count) => ru('chat.newCount', { count }))).toEqual([
    '1 новое сообщение',
    '2 новых сообщения',
    '5 новых сообщений',
    '21 новое сообщение',
  ]);
});

test('[CW37] a name cannot fill a hole of its own', () => {
  const say = sayFrom(chatStrings.en, 'en');
  expect(say('chat.writing.two', { name: '{other}', other: '{name} $& $1' })).toBe('{other} and {name} $& $1 are writing…');
  expect(say('chat.writing.one', {})).toBe('{name} is writing…');
});

test('[CW37] every emoji offered is one the conversation accepts, once in its group', () => {
  for (const { emoji } of emojiGroups) expect(new Set(emoji).size).toBe(emoji.length);
  for (const emoji of [...quickEmoji, ...emojiGroups.flatMap((group) => group.emoji)]) expect(v.is(Emoji, emoji), emoji).toBe(true);
});

test('[CW38] a face keeps its colour and its letter', () => {
  expect(hueOf('ann')).toBe(hueOf('ann'));
  expect(new Set(Array.from({ length: 60 }, (_, i) => hueOf(`person${i}`))).size).toBeGreaterThan(8);
  expect(['ann', ' 👩‍👧 x', 'é', ''].map(initialOf)).toEqual(['A', '👩‍👧', 'É', '?']);
});

const nothing: MessageActions = {
  react() {},
  reply() {},
  edit() {},
  askDelete() {},
  pin() {},
  copyLink() {},
  copyText() {},
  markUnread() {},
  jump() {},
  retry() {},
  discard() {},
};
const message: Message = { ordinal: 1, author: 'ann', at: 0, text: 'x', mentions: [], reactions: [] };
const offered = (
  me: string,
  more: { readonly may?: (action: string) => boolean; readonly writable?: boolean; readonly pending?: boolean } = {},
): readonly string[] => {
  const { may = (action) => action !== 'message.delete.any', writable = true, pending = false } = more;
  const ground = { me: { id: me, name: me, role: 'member' }, may } as Ground;
  return offersFor(message, { ground, actions: nothing, pinned: false, writable, pending }).map(({ name }) => name.slice(5));
};

test('[CW39] one’s own message can be edited and deleted, another’s cannot', () => {
  expect(offered('ann')).toEqual(['reply', 'edit', 'copyLink', 'copyText', 'pin', 'markUnread', 'delete']);
  expect(offered('bob')).toEqual(['reply', 'copyLink', 'copyText', 'pin', 'markUnread']);
  expect(offered('bob', { may: () => true })).toContain('delete');
});

test('[CW39] in an archived room and of a message under way only what harms nothing is offered', () => {
  expect(offered('ann', { writable: false })).toEqual(['copyLink', 'copyText', 'markUnread']);
  expect(offered('ann', { pending: true })).toEqual(['copyText']);
});
