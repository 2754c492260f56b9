import { expect, test } from 'vitest';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { chatKind } from './channel.ts';
import { directId } from './direct.ts';

const ann = as('ann');
const bob = as('bob');
const cyd = as('cyd');
const room = (id = 'general', rights = (_role: string, _action: string) => true) => new Workbench(chatKind, { id, rights });
const facts = { name: 'General', topic: '', type: 'public' as const };

test('[CH1] the author owns the room, the others are members, each once', () => {
  const bench = room();
  bench.do(ann, 'create', { ...facts, members: ['bob', 'ann', 'bob'] });
  expect([...bench.state.members]).toEqual([
    ['ann', 'owner'],
    ['bob', 'member'],
  ]);
});

test('[CH1] the app names the members, the first of whom owns the room', () => {
  const bench = room();
  bench.do(system, 'create', { ...facts, members: ['bob', 'cyd'] });
  expect([...bench.state.members]).toEqual([
    ['bob', 'owner'],
    ['cyd', 'member'],
  ]);
});

test.each([
  ['public', 'room.create'],
  ['private', 'room.create.private'],
] as const)('[CH2] a %s room takes the right %s', (type, right) => {
  expect(room('general', (_role, action) => action !== right).do(ann, 'create', { ...facts, type, members: [] })).toEqual({ refused: 'not-found' });
  expect(room('general', (_role, action) => action === right).do(ann, 'create', { ...facts, type, members: [] })).toMatchObject({ reply: {} });
});

test('[CH3] the same people in any order have one direct room, also somebody alone', () => {
  const direct = { name: '' as const, topic: '', type: 'direct' as const };
  const bench = room(directId(['bob', 'ann']));
  expect(bench.do(ann, 'create', { ...direct, members: ['bob'] })).toMatchObject({ reply: {} });
  expect([...bench.state.members]).toEqual([
    ['ann', 'member'],
    ['bob', 'member'],
  ]);
  expect(room(directId(['ann'])).do(ann, 'create', { ...direct, members: [] })).toMatchObject({ reply: {} });
});

test('[CH3] a direct room of other people, of too many, with a name or with another id is refused', () => {
  const direct = { name: '' as const, topic: '', type: 'direct' as const };
  expect(room(directId(['ann', 'bob'])).do(cyd, 'create', { ...direct, members: ['ann', 'bob'] })).toEqual({ refused: 'not-found' });
  expect(room(directId(['ann', 'bob'])).do(ann, 'create', { ...direct, name: 'Us', members: ['bob'] })).toEqual({ refused: 'not-found' });
  expect(room('general').do(ann, 'create', { ...direct, members: ['bob'] })).toEqual({ refused: 'not-found' });
  const people = Array.from({ length: 9 }, (_, n) => `p${n}`);
  expect(room(directId(['ann', ...people])).do(ann, 'create', { ...direct, members: people })).toEqual({ refused: 'not-found' });
  expect(room(directId(['ann', ...people.slice(1)])).do(ann, 'create', { ...direct, members: people.slice(1) })).toMatchObject({ reply: {} });
});

test('[CH4] nobody takes the place of a direct room or of a name that every object has', () => {
  for (const id of [directId(['bob', 'cyd']), '__proto__', 'constructor', 'prototype', 'toString']) {
    expect(room(id).do(ann, 'create', { ...facts, members: [] })).toEqual({ refused: 'not-found' });
  }
});

test('[CH5] the same creation again changes nothing', () => {
  const bench = room();
  bench.do(ann, 'create', { ...facts, members: ['bob'] });
  expect(bench.do(ann, 'create', { ...facts, members: ['bob'] })).toMatchObject({ events: [], reply: {} });
  expect(bench.do(ann, 'create', { ...facts, name: 'Other', members: [] })).toEqual({ refused: 'not-found' });
});

test('[CH5] a direct room is created by each of its people', () => {
  const bench = room(directId(['ann', 'bob']));
  bench.do(ann, 'create', { name: '', topic: '', type: 'direct', members: ['bob'] });
  expect(bench.do(bob, 'create', { name: '', topic: '', type: 'direct', members: ['ann'] })).toMatchObject({ events: [], reply: {} });
});

test('[CH6] a private room that is there is refused like one that cannot be', () => {
  const there = room();
  there.do(ann, 'create', { ...facts, type: 'private', members: [] });
  const impossible = room('general', () => false);
  const input = { ...facts, members: [] };
  expect(there.decide(cyd, { name: 'create', input })).toEqual(impossible.decide(cyd, { name: 'create', input }));
});

test('[CH7] a public room is seen by all but guests, and a visitor may only join', () => {
  const bench = room();
  bench.do(ann, 'create', { ...facts, members: ['bob'] });
  expect(chatKind.viewer(bench.state, ann)).toEqual({ role: 'owner' });
  expect(chatKind.viewer(bench.state, bob)).toEqual({ role: 'member' });
  expect(chatKind.viewer(bench.state, cyd)).toEqual({ role: 'visitor' });
  expect(chatKind.viewer(bench.state, as('gus', 'guest'))).toBeUndefined();
  expect(bench.do(cyd, 'post', { text: 'hello' })).toEqual({ refused: 'not-a-member' });
  expect(bench.do(cyd, 'rename', { name: 'Mine' })).toEqual({ refused: 'not-a-member' });
  bench.do(cyd, 'join', {});
  expect(bench.do(cyd, 'post', { text: 'hello' })).toMatchObject({ reply: { ordinal: 1 } });
});

test('[CH8] a private room, and one that was not created, is not there for others', () => {
  const bench = room();
  expect(chatKind.viewer(bench.state, ann)).toBeUndefined();
  bench.do(ann, 'create', { ...facts, type: 'private', members: ['gus'] });
  expect(chatKind.viewer(bench.state, cyd)).toBeUndefined();
  expect(chatKind.viewer(bench.state, as('gus', 'guest'))).toEqual({ role: 'member' });
  bench.do(ann, 'remove', { person: 'gus' });
  expect(chatKind.viewer(bench.state, as('gus', 'guest'))).toBeUndefined();
});

test('[CH20] a room changes by its owner or by a right, and not by the same again', () => {
  const bench = room('general', (role, action) => role === 'admin' && action !== 'room.archive');
  bench.do(system, 'create', { ...facts, members: ['ann', 'bob', 'adam'] });
  expect(bench.do(bob, 'rename', { name: 'Bobs' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(bob, 'describe', { topic: 'x' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(ann, 'rename', { name: 'Main' })).toMatchObject({ reply: {} });
  expect(bench.do(as('adam', 'admin'), 'describe', { topic: 'All of us' })).toMatchObject({ reply: {} });
  expect(bench.do(as('adam', 'admin'), 'archive', { on: true })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(ann, 'archive', { on: true })).toMatchObject({ reply: {} });
  expect(bench.state).toMatchObject({ name: 'Main', topic: 'All of us', archived: true });
  for (const again of [bench.do(ann, 'rename', { name: 'Main' }), bench.do(ann, 'describe', { topic: 'All of us' }), bench.do(ann, 'archive', { on: true })])
    expect(again).toMatchObject({ events: [] });
});

test('[CH21] who is added starts at the last ordinal, and the directory may add', () => {
  const bench = room('general', () => false);
  bench.do(system, 'create', { ...facts, type: 'private', members: ['ann', 'bob'] });
  bench.do(system, 'post', { text: 'welcome' });
  expect(bench.do(bob, 'add', { people: ['cyd'] })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(ann, 'add', { people: ['system'] })).toEqual({ refused: 'not-a-person' });
  expect(bench.do(ann, 'add', { people: ['cyd', 'bob', 'cyd'] })).toMatchObject({
    events: [{ name: 'memberAdded', data: { id: 'cyd', role: 'member', by: 'ann', last: 1 } }],
  });
  expect(bench.do(channelAs('directory/main'), 'add', { people: ['dan'] })).toMatchObject({ events: [{ data: { id: 'dan' } }] });
});

test('[CH22] one removes others, and joins public rooms with the right', () => {
  const bench = room('general', (role) => role === 'member');
  bench.do(ann, 'create', { ...facts, members: ['bob'] });
  expect(bench.do(ann, 'remove', { person: 'ann' })).toEqual({ refused: 'not-oneself' });
  expect(bench.do(ann, 'remove', { person: 'cyd' })).toMatchObject({ events: [] });
  expect(bench.do(as('rob', 'stranger'), 'join', {})).toEqual({ refused: 'not-allowed' });
  expect(bench.do(as('gus', 'guest'), 'join', {})).toEqual({ refused: 'not-found' });
  expect(bench.do(cyd, 'join', {})).toMatchObject({ events: [{ data: { id: 'cyd', role: 'member', last: 0 } }] });
  expect(bench.do(cyd, 'join', {})).toMatchObject({ events: [] });
});

test('[CH23] the longest-standing member follows the only owner, and the first who comes owns an empty room', () => {
  const bench = room();
  bench.do(ann, 'create', { ...facts, members: ['bob', 'cyd'] });
  expect(bench.do(ann, 'leave', {})).toMatchObject({
    events: [
      { name: 'memberRemoved', data: { id: 'ann' } },
      { name: 'roleChanged', data: { id: 'bob', role: 'owner' } },
    ],
  });
  bench.do(cyd, 'leave', {});
  expect(bench.do(bob, 'leave', {})).toMatchObject({ events: [{ name: 'memberRemoved' }] });
  expect(bench.do(cyd, 'join', {})).toMatchObject({ events: [{ data: { id: 'cyd', role: 'owner' } }] });
  expect(bench.do(cyd, 'add', { people: ['bob'] })).toMatchObject({ events: [{ data: { role: 'member' } }] });
});

test('[CH24] a direct room keeps its people and has no name', () => {
  const bench = room(directId(['ann', 'bob']));
  bench.do(ann, 'create', { name: '', topic: '', type: 'direct', members: ['bob'] });
  const refused = { refused: 'direct-room' };
  expect(bench.do(ann, 'rename', { name: 'Us' })).toEqual(refused);
  expect(bench.do(ann, 'describe', { topic: 'x' })).toEqual(refused);
  expect(bench.do(ann, 'archive', { on: true })).toEqual(refused);
  expect(bench.do(ann, 'add', { people: ['cyd'] })).toEqual(refused);
  expect(bench.do(ann, 'remove', { person: 'bob' })).toEqual(refused);
  expect(bench.do(ann, 'leave', {})).toEqual(refused);
});

test('[CH40] a table is put into a room, and taken off, by its owner or by a right; where one stands no other is put', () => {
  const bench = room('general', (_role, action) => action !== 'room.table');
  bench.do(ann, 'create', { ...facts, members: ['bob'] });
  expect(bench.do(bob, 'placeTable', { kind: 'market' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(cyd, 'placeTable', { kind: 'market' })).toEqual({ refused: 'not-a-member' });
  expect(bench.do(ann, 'placeTable', { kind: 'market' })).toMatchObject({ events: [{ data: { kind: 'market', was: null, by: 'ann' } }] });
  expect(bench.do(ann, 'placeTable', { kind: 'market' })).toMatchObject({ events: [] });
  expect(bench.do(ann, 'placeTable', { kind: null })).toMatchObject({ events: [{ data: { kind: null, was: 'market' } }] });
  bench.append({ name: 'tablePlaced', offset: bench.log.length + 1, at: 0, data: { kind: 'board', was: null, by: 'ann' } });
  expect(bench.do(ann, 'placeTable', { kind: 'market' })).toEqual({ refused: 'table-taken' });
});
