import type { ListedRoom, Person } from '@atrium/kind-directory';
import type { RoomEntry } from '../live/rooms.ts';
import { ranked } from './match.ts';

/** Where the switcher can lead. */
export type Target =
  | { readonly kind: 'room'; readonly id: string; readonly name: string; readonly room: RoomEntry }
  | { readonly kind: 'public'; readonly id: string; readonly name: string }
  | { readonly kind: 'person'; readonly id: string; readonly name: string };

/** Rows that fit without scrolling on most screens, twice. */
const MOST = 16;

/**
 * The person's own rooms, other public ones, and people without a conversation yet. With nothing typed: what waits, then the rest of
 * one's own rooms.
 */
export function targets({
  rooms,
  listed,
  people,
  me,
  typed,
}: {
  readonly rooms: readonly RoomEntry[];
  readonly listed: readonly ListedRoom[];
  readonly people: readonly Person[];
  readonly me: string;
  readonly typed: string;
}): readonly Target[] {
  const own = rooms.map((room): Target => ({ kind: 'room', id: room.id, name: room.name, room }));
  if (typed.trim() === '') {
    const waiting = (target: Target): number =>
      target.kind === 'room'
        ? target.room.mentions > 0 || (target.room.type === 'direct' && target.room.unread > 0)
          ? 2
          : Math.min(1, target.room.unread)
        : 0;
    return own
      .filter((target) => target.kind !== 'room' || !target.room.archived)
      .map((target, index) => ({ target, index }))
      .sort((a, b) => waiting(b.target) - waiting(a.target) || a.index - b.index)
      .map(({ target }) => target)
      .slice(0, MOST);
  }
  const inRooms = new Set(rooms.map(({ id }) => id));
  const spokenTo = new Set(rooms.flatMap((room) => (room.type === 'direct' && room.people.length === 1 ? room.people : [])));
  const others = listed.filter(({ id, archived }) => !archived && !inRooms.has(id)).map(({ id, name }): Target => ({ kind: 'public', id, name }));
  const strangers = people.filter(({ id, active }) => active && id !== me && !spokenTo.has(id)).map(({ id, name }): Target => ({ kind: 'person', id, name }));
  return ranked([...own, ...strangers, ...others], typed, ({ name }) => name).slice(0, MOST);
}
