import { expect, test } from 'vitest';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { chatKind } from './channel.ts';
import { EDITS_PER_MESSAGE, PINS_PER_ROOM } from './decide-messages.ts';
import { directId } from './direct.ts';
import { MENTIONS_PER_MESSAGE } from './mentions.ts';
import { REACTIONS_PER_MESSAGE } from './messages.ts';

const ann = as('ann');
const bob = as('bob');

function conversation({
  members = ['ann', 'bob', 'cyd'],
  rights = () => false,
}: { members?: string[]; rights?: (role: string, action: string) => boolean } = {}) {
  const own = new Set(['message.post', 'message.edit.own', 'message.delete.own', 'message.pin']);
  const bench = new Workbench(chatKind, { id: 'general', rights: (role, action) => own.has(action) || rights(role, action) });
  bench.do(system, 'create', { name: 'General', topic: '', type: 'private', members });
  return bench;
}
const emojiOf = (n: number): string => String.fromCodePoint(0x1f600 + n);

test('[CH9] ordinals count on without gaps', () => {
  const bench = conversation();
  expect(bench.do(ann, 'post', { text: 'one' })).toMatchObject({ reply: { ordinal: 1 } });
  expect(bench.do(bob, 'post', { text: 'two' })).toMatchObject({ reply: { ordinal: 2 } });
  bench.do(ann, 'delete', { ordinal: 1 });
  expect(bench.do(bob, 'post', { text: 'three' })).toMatchObject({ reply: { ordinal: 3 } });
});

test('[CH10] members are mentioned once, strangers and oneself not', () => {
  const bench = conversation();
  expect(bench.do(ann, 'post', { text: '<@cyd> <@bob> <@cyd> <@ann> <@eve> <@ bob>' })).toMatchObject({ events: [{ data: { mentions: ['cyd', 'bob'] } }] });
});

test('[CH10] a message mentions at most 50', () => {
  const people = Array.from({ length: 60 }, (_, n) => `p${n}`);
  const bench = conversation({ members: ['ann', ...people] });
  const done = bench.do(ann, 'post', { text: people.map((id) => `<@${id}>`).join(' ') });
  expect(done).toMatchObject({ events: [{ data: { mentions: people.slice(0, MENTIONS_PER_MESSAGE) } }] });
});

test('[CH11] a quote names a message that stands', () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: 'one' });
  expect(bench.do(bob, 'post', { text: 'yes', quote: 1 })).toMatchObject({ events: [{ data: { quote: 1 } }] });
  expect(bench.do(bob, 'post', { text: 'what', quote: 3 })).toEqual({ refused: 'no-such-message' });
  bench.do(ann, 'delete', { ordinal: 1 });
  expect(bench.do(bob, 'post', { text: 'gone', quote: 1 })).toEqual({ refused: 'no-such-message' });
});

test('[CH12] one edits one’s own standing message, and the edit says who is not mentioned any more', () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: '<@bob> <@cyd>' });
  expect(bench.do(bob, 'edit', { ordinal: 1, text: 'mine' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(ann, 'edit', { ordinal: 1, text: '<@cyd> only' })).toMatchObject({ events: [{ data: { mentions: ['cyd'], unmentioned: ['bob'] } }] });
  expect(bench.do(ann, 'edit', { ordinal: 2, text: 'none' })).toEqual({ refused: 'no-such-message' });
  bench.do(ann, 'delete', { ordinal: 1 });
  expect(bench.do(ann, 'edit', { ordinal: 1, text: 'again' })).toEqual({ refused: 'no-such-message' });
});

test('[CH12] a message is edited at most 200 times', () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: '0' });
  for (let n = 1; n <= EDITS_PER_MESSAGE; n++) expect(bench.do(ann, 'edit', { ordinal: 1, text: `${n}` })).toMatchObject({ reply: {} });
  expect(bench.do(ann, 'edit', { ordinal: 1, text: 'once more' })).toEqual({ refused: 'too-many-edits' });
});

test('[CH13] author, room owner and whoever has the right delete; others do not', () => {
  const bench = conversation({ rights: (role, action) => role === 'admin' && action === 'message.delete.any' });
  for (const text of ['one', 'two', 'three', 'four']) bench.do(bob, 'post', { text });
  expect(bench.do(as('cyd'), 'delete', { ordinal: 1 })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(bob, 'delete', { ordinal: 1 })).toMatchObject({ events: [{ name: 'deleted' }] });
  expect(bench.do(ann, 'delete', { ordinal: 2 })).toMatchObject({ events: [{ name: 'deleted' }] });
  expect(bench.do(as('cyd', 'admin'), 'delete', { ordinal: 3 })).toMatchObject({ events: [{ name: 'deleted' }] });
  expect(bench.do(as('eve', 'admin'), 'delete', { ordinal: 4 })).toEqual({ refused: 'not-found' });
  expect(bench.do(bob, 'delete', { ordinal: 1 })).toMatchObject({ events: [] });
  expect(bench.do(bob, 'delete', { ordinal: 9 })).toEqual({ refused: 'no-such-message' });
});

test('[CH13] in a direct room nobody deletes what another wrote', () => {
  const bench = new Workbench(chatKind, { id: directId(['ann', 'bob']), rights: (_role, action) => action !== 'message.delete.any' });
  bench.do(ann, 'create', { name: '', topic: '', type: 'direct', members: ['bob'] });
  bench.do(bob, 'post', { text: 'one' });
  expect(bench.do(ann, 'delete', { ordinal: 1 })).toEqual({ refused: 'not-allowed' });
});

test('[CH14] a deletion takes the text from everywhere and leaves a stub', async () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: 'before' });
  bench.do(ann, 'post', { text: 'secret <@bob>', quote: 1 });
  bench.do(ann, 'edit', { ordinal: 2, text: 'secret still <@bob>' });
  bench.do(bob, 'react', { ordinal: 2, emoji: '👍', on: true });
  bench.do(ann, 'pin', { ordinal: 2, on: true });
  const { now } = bench;
  expect(bench.decide(ann, { name: 'delete', input: { ordinal: 2 } })).toMatchObject({ redacts: [3, 4] });
  expect(bench.do(ann, 'delete', { ordinal: 2 })).toMatchObject({ events: [{ data: { by: 'ann', mentions: ['bob'] } }] });
  const view = await bench.open(ann);
  expect(view.messages[1]).toEqual({ ordinal: 2, author: '', at: now - 3000, text: '', mentions: [], deleted: true, reactions: [] });
  expect(view.pins).toEqual([]);
  const texts = await bench.read({ text: 'select text from chat_texts where ordinal = 2', values: [] });
  expect(texts.map((row) => ({ ...row }))).toEqual([{ text: null }, { text: null }]);
  const kept = await bench.read({ text: 'select * from chat_messages', values: [] });
  const reactions = await bench.read({ text: 'select * from chat_reactions', values: [] });
  expect(JSON.stringify([bench.log, kept])).not.toContain('secret');
  expect(reactions).toEqual([]);
});

test('[CH15] the same reaction again changes nothing, and there is a limit of different emoji', () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: 'one' });
  for (let n = 0; n < REACTIONS_PER_MESSAGE; n++)
    expect(bench.do(ann, 'react', { ordinal: 1, emoji: emojiOf(n), on: true })).toMatchObject({ events: [{ name: 'reacted' }] });
  expect(bench.do(ann, 'react', { ordinal: 1, emoji: emojiOf(0), on: true })).toMatchObject({ events: [] });
  expect(bench.do(bob, 'react', { ordinal: 1, emoji: emojiOf(0), on: false })).toMatchObject({ events: [] });
  expect(bench.do(bob, 'react', { ordinal: 1, emoji: emojiOf(60), on: true })).toEqual({ refused: 'too-many-reactions' });
  expect(bench.do(bob, 'react', { ordinal: 1, emoji: emojiOf(0), on: true })).toMatchObject({ events: [{ name: 'reacted' }] });
  expect(bench.do(bob, 'react', { ordinal: 2, emoji: emojiOf(0), on: true })).toEqual({ refused: 'no-such-message' });
});

test('[CH16] an emoji keeps its place while anybody stands under it', async () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: 'one' });
  bench.do(ann, 'react', { ordinal: 1, emoji: '👍', on: true });
  bench.do(bob, 'react', { ordinal: 1, emoji: '🎉', on: true });
  bench.do(bob, 'react', { ordinal: 1, emoji: '👍', on: true });
  bench.do(as('cyd'), 'react', { ordinal: 1, emoji: '👍', on: true });
  bench.do(ann, 'react', { ordinal: 1, emoji: '👍', on: false });
  expect((await bench.open(ann)).messages[0]?.reactions).toEqual([
    { emoji: '👍', who: ['bob', 'cyd'] },
    { emoji: '🎉', who: ['bob'] },
  ]);
});

test('[CH17] pins are few and each is there once', async () => {
  const bench = conversation();
  for (let n = 1; n <= PINS_PER_ROOM + 1; n++) bench.do(ann, 'post', { text: `${n}` });
  for (let n = 1; n <= PINS_PER_ROOM; n++) expect(bench.do(bob, 'pin', { ordinal: n, on: true })).toMatchObject({ events: [{ name: 'pinned' }] });
  expect(bench.do(bob, 'pin', { ordinal: 1, on: true })).toMatchObject({ events: [] });
  expect(bench.do(bob, 'pin', { ordinal: PINS_PER_ROOM + 1, on: true })).toEqual({ refused: 'too-many-pins' });
  bench.do(bob, 'pin', { ordinal: 2, on: false });
  bench.do(bob, 'pin', { ordinal: PINS_PER_ROOM + 1, on: true });
  expect((await bench.open(ann)).pins.slice(-2)).toEqual([PINS_PER_ROOM, PINS_PER_ROOM + 1]);
});

test('[CH18] an archived room is only read, and cleaned', () => {
  const bench = conversation();
  bench.do(ann, 'post', { text: 'one' });
  bench.do(ann, 'archive', { on: true });
  const refused = { refused: 'room-archived' };
  expect(bench.do(ann, 'post', { text: 'two' })).toEqual(refused);
  expect(bench.do(ann, 'edit', { ordinal: 1, text: 'two' })).toEqual(refused);
  expect(bench.do(ann, 'react', { ordinal: 1, emoji: '👍', on: true })).toEqual(refused);
  expect(bench.do(ann, 'pin', { ordinal: 1, on: true })).toEqual(refused);
  expect(bench.do(ann, 'delete', { ordinal: 1 })).toMatchObject({ events: [{ name: 'deleted' }] });
});

test('[CH19] the app and other channels speak under their own names, a guest without the right does not', () => {
  const bench = conversation();
  expect(bench.do(system, 'post', { text: 'welcome' })).toMatchObject({ events: [{ data: { author: 'system' } }] });
  expect(bench.do(channelAs('board/ops'), 'post', { text: 'too hot' })).toMatchObject({ events: [{ data: { author: 'channel:board/ops' } }] });
  const silent = new Workbench(chatKind, { id: 'general', rights: () => false });
  silent.do(system, 'create', { name: 'General', topic: '', type: 'private', members: ['ann'] });
  expect(silent.do(ann, 'post', { text: 'hello' })).toEqual({ refused: 'not-allowed' });
});

test('[CH27] deleted ordinals are counted among the last 100', () => {
  const bench = conversation();
  for (let n = 1; n <= 100; n++) bench.do(bob, 'post', { text: `${n}` });
  bench.do(bob, 'delete', { ordinal: 1 });
  bench.do(bob, 'delete', { ordinal: 100 });
  expect(chatKind.countable?.(bench.state)).toEqual({ last: 100, deleted: [1, 100] });
  bench.do(bob, 'post', { text: '101' });
  expect(chatKind.countable?.(bench.state)).toEqual({ last: 101, deleted: [100] });
});
