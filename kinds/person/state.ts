import type { Recorded } from '@atrium/server';
import type { person, PersonView, RoomFacts, Settings } from './contract.ts';
import { mentionsWith } from './mentions.ts';

export interface KnownRoom {
  readonly facts: RoomFacts;
  /** Ordinal up to which it was read. */
  readonly pointer: number;
  /** The newest ordinals that mention the person, ascending, read ones too: marking the room unread brings them back. */
  readonly mentions: readonly number[];
  /** When it was last marked unread, and by which client; the app and effects have no tag. */
  readonly mark?: { readonly offset: number; readonly tag: number | undefined };
}

/** One's own feed, bounded by the rooms that one is in. */
export interface PersonState {
  /** The person whose feed it is. */
  readonly id: string;
  readonly rooms: Map<string, KnownRoom>;
  settings: Settings;
}

export const initial = (id: string): PersonState => ({ id, rooms: new Map(), settings: { theme: 'system', language: 'system' } });

export function evolve(state: PersonState, event: Recorded<typeof person>): PersonState {
  if (event.data === null) return state;
  switch (event.name) {
    case 'roomAdded': {
      const { room, facts, pointer } = event.data;
      state.rooms.set(room, { facts, pointer, mentions: [] });
      break;
    }
    case 'roomRemoved':
      state.rooms.delete(event.data.room);
      break;
    case 'roomChanged': {
      const { facts } = event.data;
      change(state, event.data.room, (room) => ({ ...room, facts }));
      break;
    }
    case 'advanced': {
      const { to } = event.data;
      change(state, event.data.room, (room) => ({ ...room, pointer: Math.max(room.pointer, to) }));
      break;
    }
    case 'markedUnread': {
      const { to } = event.data;
      const mark = { offset: event.offset, tag: event.by?.[0] };
      change(state, event.data.room, (room) => ({ ...room, pointer: to, mark }));
      break;
    }
    case 'mentioned': {
      const { ordinal } = event.data;
      change(state, event.data.room, (room) => ({ ...room, mentions: mentionsWith(room.mentions, ordinal) }));
      break;
    }
    case 'mentionWithdrawn': {
      const { ordinal } = event.data;
      change(state, event.data.room, (room) => ({ ...room, mentions: room.mentions.filter((mention) => mention !== ordinal) }));
      break;
    }
    case 'settingsChanged':
      state.settings = event.data;
      break;
  }
  return state;
}

function change(state: PersonState, id: string, to: (room: KnownRoom) => KnownRoom): void {
  const room = state.rooms.get(id);
  if (room) state.rooms.set(id, to(room));
}

export const mentionsAbove = ({ mentions }: KnownRoom, pointer: number): number[] => mentions.filter((ordinal) => ordinal > pointer);

export function show({ rooms, settings }: PersonState): PersonView {
  return {
    rooms: Object.fromEntries([...rooms].map(([id, room]) => [id, { ...room.facts, pointer: room.pointer, mentions: mentionsAbove(room, room.pointer) }])),
    settings,
  };
}
