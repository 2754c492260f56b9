/** What the client offers; the server decides. Roles above member may all of this, and a guest or bot nothing but write. */
export const isAdmin = (role: string): boolean => role === 'owner' || role === 'admin';
export const isMember = (role: string): boolean => role === 'member' || isAdmin(role);

/** Whose account a person of this role may close or reset. */
export const mayManage = (role: string, other: string): boolean => role === 'owner' || (role === 'admin' && !isAdmin(other));

const asGuest = new Set(['message.post', 'message.edit.own', 'message.delete.own']);
const asAdmin = new Set(['room.archive', 'room.remove', 'market.run', 'board.run', 'message.delete.any', 'person.reset', 'person.manage', 'workspace.name']);
/** The app's rights as the conversation asks for them. */
export const may = (role: string, action: string): boolean => isAdmin(role) || asGuest.has(action) || (isMember(role) && !asAdmin.has(action));
