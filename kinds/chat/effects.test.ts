import { expect, test } from 'vitest';
import { as, system, Workbench } from '../workbench.ts';
import { chatKind } from './channel.ts';
import { directId } from './direct.ts';
import { react } from './effects.ts';
import { initial } from './state.ts';

const ann = as('ann');
const bob = as('bob');
const facts = { name: 'General', type: 'public', people: [], archived: false, table: null };
function effectsOf(done: object): unknown[] {
  if (!('effects' in done) || !Array.isArray(done.effects)) throw new Error('It was refused.');
  return done.effects;
}

test('[CH25] feeds and, for a public room, the directory hear of its facts', () => {
  const bench = new Workbench(chatKind, { id: 'general' });
  expect(effectsOf(bench.do(ann, 'create', { name: 'General', topic: 'All', type: 'public', members: ['bob'] }))).toEqual([
    { to: 'person/ann', name: 'addRoom', input: { facts, last: 0 } },
    { to: 'person/bob', name: 'addRoom', input: { facts, last: 0 } },
    { to: 'directory/main', name: 'listRoom', input: { id: 'general', name: 'General', topic: 'All', archived: false } },
  ]);
  bench.do(system, 'post', { text: 'welcome' });
  expect(effectsOf(bench.do(bob, 'add', { people: ['cyd'] }))).toEqual([{ to: 'person/cyd', name: 'addRoom', input: { facts, last: 1 } }]);
  expect(effectsOf(bench.do(ann, 'remove', { person: 'cyd' }))).toEqual([{ to: 'person/cyd', name: 'removeRoom', input: {} }]);
  expect(effectsOf(bench.do(ann, 'rename', { name: 'Main' }))).toEqual([
    { to: 'person/ann', name: 'changeRoom', input: { facts: { ...facts, name: 'Main' } } },
    { to: 'person/bob', name: 'changeRoom', input: { facts: { ...facts, name: 'Main' } } },
    { to: 'directory/main', name: 'listRoom', input: { id: 'general', name: 'Main', topic: 'All', archived: false } },
  ]);
  expect(effectsOf(bench.do(ann, 'describe', { topic: 'Us' }))).toEqual([
    { to: 'directory/main', name: 'listRoom', input: { id: 'general', name: 'Main', topic: 'Us', archived: false } },
  ]);
  expect(effectsOf(bench.do(ann, 'archive', { on: true }))).toMatchObject([
    { input: { facts: { archived: true } } },
    { to: 'person/bob' },
    { to: 'directory/main', input: { archived: true } },
  ]);
});

test('[CH25] a direct room is told to each as the other people, and to no directory', () => {
  const bench = new Workbench(chatKind, { id: directId(['ann', 'bob']) });
  const direct = { name: '', type: 'direct', archived: false, table: null };
  expect(effectsOf(bench.do(ann, 'create', { name: '', topic: '', type: 'direct', members: ['bob'] }))).toEqual([
    { to: 'person/ann', name: 'addRoom', input: { facts: { ...direct, people: ['bob'] }, last: 0 } },
    { to: 'person/bob', name: 'addRoom', input: { facts: { ...direct, people: ['ann'] }, last: 0 } },
  ]);
});

test('[CH25] a table that is placed is told to the members', () => {
  const state = { ...initial(), created: true, name: 'General', table: 'board' as const, members: new Map([['ann', 'owner' as const]]) };
  expect(react({ name: 'tablePlaced', offset: 2, at: 0, data: { kind: 'board', by: 'ann' } }, { id: 'general', state })).toMatchObject([
    { to: 'person/ann', name: 'changeRoom', input: { facts: { table: 'board' } } },
  ]);
});

test('[CH26] feeds hear of one’s own posts, of mentions, and of mentions that go', () => {
  const bench = new Workbench(chatKind, { id: 'general' });
  bench.do(ann, 'create', { name: 'General', topic: '', type: 'private', members: ['bob', 'cyd'] });
  expect(effectsOf(bench.do(ann, 'post', { text: '<@bob> <@ann>' }))).toEqual([
    { to: 'person/ann', name: 'posted', input: { ordinal: 1 } },
    { to: 'person/bob', name: 'mention', input: { ordinal: 1 } },
  ]);
  expect(effectsOf(bench.do(ann, 'edit', { ordinal: 1, text: '<@cyd>' }))).toEqual([
    { to: 'person/cyd', name: 'mention', input: { ordinal: 1 } },
    { to: 'person/bob', name: 'withdrawMention', input: { ordinal: 1 } },
  ]);
  expect(effectsOf(bench.do(ann, 'delete', { ordinal: 1 }))).toEqual([{ to: 'person/cyd', name: 'withdrawMention', input: { ordinal: 1 } }]);
  expect(effectsOf(bench.do(system, 'post', { text: 'hello <@bob>' }))).toEqual([{ to: 'person/bob', name: 'mention', input: { ordinal: 2 } }]);
});
