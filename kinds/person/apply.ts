import type { EventOf } from '@atrium/protocol';
import { mentionsWith } from './mentions.ts';
import type { events, FeedRoom, PersonView } from './messages.ts';

export type PersonEvent = EventOf<typeof events>;

/** A feed before its first event. */
export const emptyView: PersonView = { rooms: {}, settings: { theme: 'system', language: 'system' } };

/** Folds an event into what a person is shown of their own feed. */
export function apply(view: PersonView, event: PersonEvent): PersonView {
  if (event.data === null) return view;
  switch (event.name) {
    case 'roomAdded': {
      const { room, facts, pointer } = event.data;
      return { ...view, rooms: { ...view.rooms, [room]: { ...facts, pointer, mentions: [] } } };
    }
    case 'roomRemoved': {
      const { [event.data.room]: _removed, ...rooms } = view.rooms;
      return { ...view, rooms };
    }
    case 'roomChanged': {
      const { facts } = event.data;
      return withRoom(view, event.data.room, (room) => ({ ...room, ...facts }));
    }
    case 'advanced': {
      const { to } = event.data;
      return withRoom(view, event.data.room, (room) =>
        to <= room.pointer ? room : { ...room, pointer: to, mentions: room.mentions.filter((ordinal) => ordinal > to) },
      );
    }
    case 'markedUnread': {
      const { to, mentions } = event.data;
      return withRoom(view, event.data.room, (room) => ({ ...room, pointer: to, mentions }));
    }
    case 'mentioned': {
      const { ordinal } = event.data;
      return withRoom(view, event.data.room, (room) => (ordinal <= room.pointer ? room : { ...room, mentions: mentionsWith(room.mentions, ordinal) }));
    }
    case 'mentionWithdrawn': {
      const { ordinal } = event.data;
      return withRoom(view, event.data.room, (room) => ({ ...room, mentions: room.mentions.filter((mention) => mention !== ordinal) }));
    }
    case 'settingsChanged':
      return { ...view, settings: event.data };
    default:
      return view;
  }
}

function withRoom(view: PersonView, id: string, change: (room: FeedRoom) => FeedRoom): PersonView {
  const room = Object.hasOwn(view.rooms, id) ? view.rooms[id] : undefined;
  if (room === undefined) return view;
  const changed = change(room);
  return changed === room ? view : { ...view, rooms: { ...view.rooms, [id]: changed } };
}
