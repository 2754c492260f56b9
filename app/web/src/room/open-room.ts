import type { ChatView } from '@atrium/kind-chat';

/** The room that is open, as its head and panels show it. */
export interface OpenRoom {
  readonly id: string;
  readonly view: ChatView;
  /** As this person reads it: a direct room is named after the others. */
  readonly name: string;
  /** Who has the room open at this moment. */
  readonly present: readonly string[];
}

/** May this person change the room itself? A direct room has no name, members or archive to change. */
export const isChangeable = ({ view }: OpenRoom, me: string): boolean => view.room.type !== 'direct' && view.members.some(({ id }) => id === me);
/** Its owner removes people and archives it; so may the workspace's. */
export const isRunBy = ({ view }: OpenRoom, me: string): boolean => view.members.some(({ id, role }) => id === me && role === 'owner');
