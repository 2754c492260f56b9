import type { Rights } from '@atrium/server';

const guest = ['message.post', 'message.edit.own', 'message.delete.own'];
const bot = [...guest, 'room.join'];
const member = [...bot, 'room.create', 'room.create.private', 'room.rename', 'room.add', 'room.table', 'message.pin', 'person.invite'];
// A room's own owner may archive it and remove people from it; otherwise any member could close everybody's first room.
const admin = [...member, 'room.archive', 'room.remove', 'market.run', 'board.run', 'message.delete.any', 'person.reset', 'person.manage', 'workspace.name'];

const allowed: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['system', new Set(admin)],
  ['owner', new Set(admin)],
  ['admin', new Set(admin)],
  ['member', new Set(member)],
  ['guest', new Set(guest)],
  ['bot', new Set(bot)],
]);

/** May somebody with this workspace role do that? A kind adds the room's own roles and membership. Who is not in the table may nothing. */
export const rights: Rights = (role, action) => allowed.get(role)?.has(action) ?? false;

/** Whose account may be reset, closed or given another role: owners everybody's, admins those of people below them. */
export const outranks = (actor: string, other: string): boolean => actor === 'owner' || (actor === 'admin' && other !== 'owner' && other !== 'admin');
