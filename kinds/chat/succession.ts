import type { RoomMember } from './messages.ts';

/** Who owns the room when its only owner goes: who has been there longest. `members` are in the order in which they came. */
export function heirAfter(members: readonly RoomMember[], leaving: string): string | undefined {
  const staying = members.filter((member) => member.id !== leaving);
  return staying.some((member) => member.role === 'owner') ? undefined : staying[0]?.id;
}

/** Those who are not members yet, each once, with the role that they get: a room without an owner has one in the first who comes. */
export function newcomersAmong(people: readonly string[], members: readonly RoomMember[]): RoomMember[] {
  const owned = members.some((member) => member.role === 'owner');
  const known = new Set(members.map((member) => member.id));
  return [...new Set(people)].filter((id) => !known.has(id)).map((id, place) => ({ id, role: owned || place > 0 ? 'member' : 'owner' }));
}
