import type { Person } from '@atrium/kind-directory';
import type { FeedRoom } from '@atrium/kind-person';
import { expect, test } from 'vitest';
import { Acquaintances } from './acquaintances.ts';
import { pageTitle } from './badge.ts';
import { newId } from './ids.ts';
import { KeptRooms } from './kept-rooms.ts';
import { isMember, may, mayManage } from './may.ts';
import { directName, type Heads, inSidebar, neighbour, roomEntries, type RoomEntry, waiting } from './rooms.ts';
import { rolesToGive } from '../people/roles.ts';

const names = new Map([
  ['ada', 'Ada Lind'],
  ['mira', 'Mira Okafor'],
  ['jonas', 'Jonas Veld'],
]);
const room = (facts: Partial<FeedRoom>): FeedRoom => ({
  name: 'x',
  type: 'public',
  people: [],
  archived: false,
  table: null,
  pointer: 0,
  mentions: [],
  ...facts,
});
const entries = (rooms: Record<string, FeedRoom>, heads: Heads = new Map(), locale = 'en') =>
  roomEntries({ rooms, heads, me: 'ada', nameOf: (id) => names.get(id), locale });
const entry = (id: string, facts: Partial<RoomEntry> = {}): RoomEntry => ({
  id,
  name: id,
  type: 'public',
  table: null,
  archived: false,
  people: [],
  unread: 0,
  mentions: 0,
  ...facts,
});

test('[WE9] rooms by name as the language sorts, direct rooms after them', () => {
  const rooms = {
    a: room({ name: 'Zeit' }),
    b: room({ name: 'äpfel' }),
    c: room({ name: 'room 10' }),
    d: room({ name: 'room 9' }),
    e: room({ type: 'direct', people: ['jonas'] }),
  };
  expect(entries(rooms, new Map(), 'de').map(({ name }) => name)).toEqual(['äpfel', 'room 9', 'room 10', 'Zeit', 'Jonas Veld']);
});

test('[WE9] news moves no row, and rooms of one name keep their places', () => {
  const rooms = { b: room({ name: 'same' }), a: room({ name: 'same' }), c: room({ name: 'other' }) };
  const quiet = entries(rooms).map(({ id }) => id);
  expect(quiet).toEqual(['c', 'a', 'b']);
  expect(entries(rooms, new Map([['chat/b', { last: 99, deleted: [] }]])).map(({ id }) => id)).toEqual(quiet);
});

test('[WE10] unread: after the pointer, without what was deleted', () => {
  const heads: Heads = new Map([['chat/a', { last: 10, deleted: [3, 8] }]]);
  expect(entries({ a: room({ pointer: 5 }) }, heads)[0]?.unread).toBe(4);
  expect(entries({ a: room({ pointer: 12 }) }, heads)[0]?.unread).toBe(0);
});

test('[WE10] nothing is unread while the head is not known', () => {
  expect(entries({ a: room({ pointer: 5 }) })[0]?.unread).toBe(0);
});

test('[WE10] mentions that were read are not counted', () => {
  const heads: Heads = new Map([['chat/a', { last: 10, deleted: [] }]]);
  expect(entries({ a: room({ pointer: 5, mentions: [4, 6, 9] }) }, heads)[0]?.mentions).toBe(2);
  expect(entries({ a: room({ pointer: 20, mentions: [4, 6, 9] }) }, heads)[0]?.mentions).toBe(0);
});

test('[WE11] what waits: mentions, and everything in direct rooms, once', () => {
  expect(waiting([entry('a', { unread: 9, mentions: 2 }), entry('b', { unread: 4 }), entry('c', { type: 'direct', unread: 3, mentions: 1 })])).toBe(5);
});

test('[WE11] the title says how much', () => {
  expect(pageTitle(3, 'general', 'Harbour Works')).toBe('(3) general · Harbour Works');
  expect(pageTitle(0, '', 'Harbour Works')).toBe('Harbour Works');
});

test('[WE12] an archived room stands in the sidebar while it is open or unread', () => {
  const rooms = [entry('a'), entry('read', { archived: true }), entry('unread', { archived: true, unread: 1 })];
  expect(inSidebar(rooms, undefined).map(({ id }) => id)).toEqual(['a', 'unread']);
  expect(inSidebar(rooms, 'read').map(({ id }) => id)).toEqual(['a', 'read', 'unread']);
});

test('[WE13] the next room, around the end', () => {
  const rooms = [entry('a'), entry('b'), entry('c')];
  expect(neighbour(rooms, 'a', 1, false)).toBe('b');
  expect(neighbour(rooms, 'c', 1, false)).toBe('a');
  expect(neighbour(rooms, 'a', -1, false)).toBe('c');
  expect(neighbour(rooms, undefined, 1, false)).toBe('a');
  expect(neighbour(rooms, undefined, -1, false)).toBe('c');
});

test('[WE13] the next with news, or none', () => {
  const rooms = [entry('a', { unread: 1 }), entry('b'), entry('c'), entry('d', { unread: 2 })];
  expect(neighbour(rooms, 'b', 1, true)).toBe('d');
  expect(neighbour(rooms, 'd', 1, true)).toBe('a');
  expect(neighbour(rooms, 'b', -1, true)).toBe('a');
  expect(neighbour([entry('a', { unread: 5 })], 'a', 1, true)).toBeUndefined();
  expect(neighbour([], undefined, 1, false)).toBeUndefined();
});

test('[WE14] a direct room is called after the others', () => {
  const nameOf = (id: string) => names.get(id);
  expect(directName(['mira'], 'ada', nameOf)).toBe('Mira Okafor');
  expect(directName(['mira', 'jonas'], 'ada', nameOf)).toBe('Mira, Jonas');
  expect(directName([], 'ada', nameOf)).toBe('Ada Lind');
  expect(directName(['nobody'], 'ada', nameOf)).toBe('…');
});

test('[WE15] the five opened last stay joined', () => {
  const log: string[] = [];
  const kept = new KeptRooms((id) => {
    log.push(`+${id}`);
    return { leave: () => log.push(`-${id}`) };
  });
  for (const id of ['a', 'b', 'c', 'd', 'e', 'a', 'f']) kept.opened(id);
  expect(log).toEqual(['+a', '+b', '+c', '+d', '+e', '+f', '-b']);
  kept.close();
  expect(log.slice(7).sort()).toEqual(['-a', '-c', '-d', '-e', '-f']);
});

test('[WE23] what a role is offered', () => {
  expect(['owner', 'admin', 'member', 'guest', 'bot'].filter(isMember)).toEqual(['owner', 'admin', 'member']);
  expect(may('guest', 'message.post')).toBe(true);
  expect(may('guest', 'message.pin')).toBe(false);
  expect(may('member', 'message.pin')).toBe(true);
  expect(may('member', 'message.delete.any')).toBe(false);
  expect(may('admin', 'message.delete.any')).toBe(true);
});

test('[WE23] admins manage those below them, owners everyone; roles likewise', () => {
  expect(mayManage('owner', 'owner')).toBe(true);
  expect(mayManage('admin', 'admin')).toBe(false);
  expect(mayManage('admin', 'member')).toBe(true);
  expect(mayManage('member', 'guest')).toBe(false);
  expect(rolesToGive('owner', 'member')).toEqual(['owner', 'admin', 'member', 'guest']);
  expect(rolesToGive('admin', 'member')).toEqual(['member', 'guest']);
  expect(rolesToGive('admin', 'owner')).toEqual([]);
});

test('[WE25] a guest asks about each person once', async () => {
  const asked: string[] = [];
  const mira: Person = { id: 'mira', name: 'Mira Okafor', role: 'member', active: true };
  const acquaintances = new Acquaintances(async (id) => {
    asked.push(id);
    return { reply: { person: id === 'mira' ? mira : null } };
  });
  const heard = new Promise<void>((resolve) => void acquaintances.subscribe(resolve));
  for (const id of ['mira', 'nobody', 'mira', 'nobody']) acquaintances.meet(id);
  await heard;
  expect(asked).toEqual(['mira', 'nobody']);
  expect([...acquaintances.met().values()]).toEqual([mira]);
});

test('[WE1] a new room has an id that fits in an address', () => {
  const ids = Array.from({ length: 50 }, newId);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{16}$/);
  expect(new Set(ids).size).toBe(50);
});
