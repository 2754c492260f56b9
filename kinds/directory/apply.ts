import type { EventOf } from '@atrium/protocol';
import type { DirectoryView, events, Person } from './messages.ts';

export type DirectoryEvent = EventOf<typeof events>;

/** A directory before its first event. */
export const emptyView: DirectoryView = { workspace: '', people: [], rooms: [] };

/** Folds an event into the list of people and public rooms. Both stand in the order in which they came. */
export function apply(view: DirectoryView, event: DirectoryEvent): DirectoryView {
  if (event.data === null) return view;
  switch (event.name) {
    case 'workspaceNamed':
      return { ...view, workspace: event.data.name };
    case 'personAdded': {
      const { id, name, role } = event.data;
      return { ...view, people: [...view.people, { id, name, role, active: true }] };
    }
    case 'personRenamed': {
      const { id, name } = event.data;
      return withPerson(view, id, { name });
    }
    case 'roleChanged': {
      const { id, role } = event.data;
      return withPerson(view, id, { role });
    }
    case 'deactivated': {
      const { id, on } = event.data;
      return withPerson(view, id, { active: !on });
    }
    case 'roomListed': {
      const listed = event.data;
      const known = view.rooms.some((room) => room.id === listed.id);
      return { ...view, rooms: known ? view.rooms.map((room) => (room.id === listed.id ? listed : room)) : [...view.rooms, listed] };
    }
    default:
      return view;
  }
}

function withPerson(view: DirectoryView, id: string, change: Partial<Person>): DirectoryView {
  return { ...view, people: view.people.map((person) => (person.id === id ? { ...person, ...change } : person)) };
}
