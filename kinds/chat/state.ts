import type { Countable, Identity, Recorded } from '@atrium/server';
import { isInternal } from '@atrium/server';
import type { chat, RoomMember } from './contract.ts';

/** Deleted ordinals are told among this many last ones: unread counts are shown up to 99+. */
export const COUNTED = 100;

/** What the owner decides by. Everything about single messages is in rows, so that it does not grow with the conversation. */
export interface ChatState {
  created: boolean;
  name: string;
  topic: string;
  type: RoomType;
  archived: boolean;
  table: 'document' | 'board' | 'market' | 'arena' | null;
  /** In the order in which they came. */
  readonly members: Map<string, RoomMember['role']>;
  /** The last ordinal given out. */
  last: number;
  /** Ordinals deleted among the last `COUNTED`. */
  deleted: number[];
  pins: number[];
}
export type RoomType = 'public' | 'private' | 'direct';

export const initial = (): ChatState => ({
  created: false,
  name: '',
  topic: '',
  type: 'private',
  archived: false,
  table: null,
  members: new Map(),
  last: 0,
  deleted: [],
  pins: [],
});

export const membersOf = (state: ChatState): RoomMember[] => [...state.members].map(([id, role]) => ({ id, role }));

/** Redacted events come without data: a `posted` among them still takes its ordinal, and nothing else here was ever in a text. */
export function evolve(state: ChatState, event: Recorded<typeof chat>): ChatState {
  if (event.name === 'posted') {
    state.last += 1;
    state.deleted = state.deleted.filter((ordinal) => ordinal > state.last - COUNTED);
    return state;
  }
  if (event.data === null) return state;
  switch (event.name) {
    case 'created': {
      const { name, topic, type, members } = event.data;
      Object.assign(state, { created: true, name, topic, type });
      for (const { id, role } of members) state.members.set(id, role);
      break;
    }
    case 'renamed':
      state.name = event.data.name;
      break;
    case 'described':
      state.topic = event.data.topic;
      break;
    case 'archived':
      state.archived = event.data.on;
      break;
    case 'tablePlaced':
      state.table = event.data.kind;
      break;
    case 'memberAdded':
    case 'roleChanged':
      state.members.set(event.data.id, event.data.role);
      break;
    case 'memberRemoved':
      state.members.delete(event.data.id);
      break;
    case 'deleted': {
      const { ordinal } = event.data;
      if (ordinal > state.last - COUNTED && !state.deleted.includes(ordinal)) state.deleted.push(ordinal);
      state.pins = state.pins.filter((pin) => pin !== ordinal);
      break;
    }
    case 'pinned': {
      const { ordinal, on } = event.data;
      state.pins = state.pins.filter((pin) => pin !== ordinal);
      if (on) state.pins.push(ordinal);
      break;
    }
  }
  return state;
}

export interface ChatViewer {
  readonly role: RoomMember['role'] | 'visitor' | 'system';
}

/** A member sees the room; so does anybody but a guest if it is public. For others it is not there. */
export function viewer(state: ChatState, identity: Identity): ChatViewer | undefined {
  if (isInternal(identity)) return { role: 'system' };
  if (!state.created) return undefined;
  const role = state.members.get(identity.id);
  if (role !== undefined) return { role };
  return state.type === 'public' && identity.role !== 'guest' ? { role: 'visitor' } : undefined;
}

export const countable = ({ last, deleted }: ChatState): Countable => ({ last, deleted: [...deleted] });
