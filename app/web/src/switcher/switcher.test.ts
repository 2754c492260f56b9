import { expect, test } from 'vitest';
import type { RoomEntry } from '../live/rooms.ts';
import { rank, ranked } from './match.ts';
import { targets } from './targets.ts';

test('[WE16] a beginning, a word, letters inside, letters in order', () => {
  const found = ranked(['big port', 'report', 'port', 'pier of rotterdam'], 'port', (name) => name);
  expect(found).toEqual(['port', 'big port', 'report', 'pier of rotterdam']);
});

test('[WE16] without case and accents', () => {
  expect(rank('Élan', 'elan')).toBe(0);
  expect(rank('Лёва Орлов', 'лева')).toBe(0);
  expect(rank('Mira Okafor', 'OKA')).toBe(1);
  expect(rank('ferries live', 'live ferries')).toBe(2);
  expect(rank('general', 'xyz')).toBeUndefined();
});

test('[WE16] two scattered letters find nothing, nor does a typed pattern', () => {
  expect(rank('general', 'gl')).toBeUndefined();
  expect(rank('general', '.*')).toBeUndefined();
});

const room = (id: string, facts: Partial<RoomEntry> = {}): RoomEntry => ({
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
const person = (id: string, active = true) => ({ id, name: id, role: 'member', active }) as const;
const world = {
  rooms: [
    room('general'),
    room('noise', { unread: 4 }),
    room('old', { archived: true }),
    room('dock', { unread: 2, mentions: 1 }),
    room('mira', { type: 'direct', people: ['mira'], unread: 1 }),
  ],
  listed: [
    { id: 'general', name: 'general', topic: '', archived: false },
    { id: 'garden', name: 'garden', topic: '', archived: false },
    { id: 'gone', name: 'gone', topic: '', archived: true },
  ],
  people: [person('ada'), person('mira'), person('gil'), person('gustav', false)],
  me: 'ada',
};
const idsFor = (typed: string) => targets({ ...world, typed }).map(({ kind, id }) => `${kind} ${id}`);

test('[WE17] with nothing typed: what waits, then the rest', () => {
  expect(idsFor('')).toEqual(['room dock', 'room mira', 'room noise', 'room general']);
});

test('[WE17] typed: own rooms, people, public rooms; nothing archived, nobody deactivated', () => {
  expect(idsFor('g')).toEqual(['room general', 'person gil', 'public garden']);
});

test('[WE17] who one talks to already is found once, and one finds one’s own archived rooms', () => {
  expect(idsFor('mira')).toEqual(['room mira']);
  expect(idsFor('old')).toEqual(['room old']);
  expect(idsFor('ada')).toEqual([]);
});
