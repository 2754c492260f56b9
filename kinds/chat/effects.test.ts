import type { Effect } from '@atrium/server';
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

test('[CH41] a table that is placed is told to the members, and gets the room’s facts; afterwards it follows them, until it is taken off', () => {
  const bench = new Workbench(chatKind, { id: 'general' });
  bench.do(ann, 'create', { name: 'General', topic: '', type: 'private', members: ['bob'] });
  const toTables = (done: ReturnType<typeof bench.do>): unknown[] =>
    'refused' in done ? [done] : done.effects.flatMap((effect: Effect) => ('to' in effect && !/^(?:person|directory)\//.test(effect.to) ? [effect] : []));
  const placed = bench.do(ann, 'placeTable', { kind: 'market' });
  expect(placed).toMatchObject({
    effects: [
      { to: 'person/ann', name: 'changeRoom', input: { facts: { table: 'market' } } },
      { to: 'person/bob', name: 'changeRoom' },
      {
        to: 'market/general',
        name: 'follow',
        input: {
          placed: true,
          name: 'General',
          type: 'private',
          archived: false,
          members: [
            { id: 'ann', role: 'owner' },
            { id: 'bob', role: 'member' },
          ],
        },
      },
    ],
  });
  const follow = (input: object): object => ({ to: 'market/general', name: 'follow', input });
  expect(toTables(bench.do(ann, 'placeTable', { kind: 'market' }))).toEqual([]);
  expect(toTables(bench.do(ann, 'add', { people: ['cyd'] }))).toEqual([follow({ members: [{ id: 'cyd', role: 'member' }] })]);
  expect(toTables(bench.do(ann, 'remove', { person: 'cyd' }))).toEqual([follow({ gone: ['cyd'] })]);
  expect(toTables(bench.do(ann, 'rename', { name: 'Pier' }))).toEqual([follow({ name: 'Pier' })]);
  expect(toTables(bench.do(ann, 'archive', { on: true }))).toEqual([follow({ archived: true })]);
  expect(bench.do(ann, 'placeTable', { kind: null })).toEqual({ refused: 'room-archived' });
  bench.do(ann, 'archive', { on: false });
  expect(toTables(bench.do(ann, 'leave', {}))).toEqual([follow({ gone: ['ann'] }), follow({ members: [{ id: 'bob', role: 'owner' }] })]);
  expect(toTables(bench.do(bob, 'placeTable', { kind: null }))).toEqual([follow({ placed: false })]);
  expect(toTables(bench.do(bob, 'rename', { name: 'Quay' }))).toEqual([]);
});

test('[CH41] a room of thousands is told to its table a thousand at a time', () => {
  const people = Array.from({ length: 2500 }, (_, at) => [`person-${at}`, 'member'] as const);
  const state = { ...initial(), created: true, name: 'General', table: 'board' as const, members: new Map(people) };
  const effects = react({ name: 'tablePlaced', offset: 2, at: 0, data: { kind: 'board', was: null, by: 'person-0' } }, { id: 'general', state });
  const told = effects.flatMap((effect) =>
    'to' in effect && effect.to === 'board/general' ? [effect.input as { placed?: true; members: { id: string }[] }] : [],
  );
  expect(told.map(({ placed, members }) => [placed, members.length])).toEqual([
    [true, 1000],
    [undefined, 1000],
    [undefined, 500],
  ]);
  expect(told.flatMap(({ members }) => members.map(({ id }) => id))).toEqual(people.map(([id]) => id));
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
