import { type DecideContext, type Effect, type Identity, isInternal, type Refusal, refuse } from '@atrium/server';
import type { RoomNews } from './news.ts';

/** A table's own copy of its room's facts, by which it decides. */
export interface Room {
  placed: boolean;
  name: string;
  type: 'public' | 'private' | 'direct';
  archived: boolean;
  readonly members: Map<string, 'owner' | 'member'>;
}

export const unplaced = (): Room => ({ placed: false, name: '', type: 'private', archived: false, members: new Map() });

export function follow(room: Room, { placed, name, type, archived, members = [], gone = [] }: RoomNews): void {
  if (placed !== undefined) room.placed = placed;
  // Who went while the table stood in a cupboard was not told of.
  if (placed === true) room.members.clear();
  if (name !== undefined) room.name = name;
  if (type !== undefined) room.type = type;
  if (archived !== undefined) room.archived = archived;
  for (const { id, role } of members) room.members.set(id, role);
  for (const id of gone) room.members.delete(id);
}

/** Only the conversation of the same room says what the room is. */
export const decideFollow = (_state: unknown, news: RoomNews, { identity, id }: DecideContext) =>
  identity.id === `channel:chat/${id}` || identity.id === 'system'
    ? { events: [{ name: 'followed' as const, data: news }], reply: {} }
    : refuse('not-found', 'There is no such table, or it is not for you.');

export type TableRole = 'owner' | 'member' | 'visitor' | 'system';

/** Rights on a table are the room's: members see it, and everybody but guests where the room is public. */
export function roleIn(room: Room, identity: Identity): TableRole | undefined {
  if (isInternal(identity)) return 'system';
  if (!room.placed) return undefined;
  const role = room.members.get(identity.id);
  if (role !== undefined) return role;
  return room.type === 'public' && identity.role !== 'guest' ? 'visitor' : undefined;
}

/** Why somebody may not act on the table: it takes a member, and a room that is not archived. */
export function barred(room: Room, { identity }: DecideContext): Refusal | undefined {
  const role = roleIn(room, identity);
  if (role === undefined) return refuse('not-found', 'There is no such table, or it is not for you.');
  if (role === 'visitor') return refuse('not-a-member', 'Join the room first.');
  return room.archived ? refuse('room-archived', 'The room is archived. Take it out of the archive first.') : undefined;
}

/** The table says something in its room's conversation, once. */
export const speak = (id: string, text: string): Effect => ({ to: `chat/${id}`, name: 'post', input: { text } });
