import type { Identity, Recorded } from '@atrium/server';
import type { directory, DirectoryView, ListedRoom, Person } from './contract.ts';

/** People and public rooms, bounded by the workspace. */
export interface DirectoryState {
  workspace: string;
  readonly people: Map<string, Person>;
  readonly rooms: Map<string, ListedRoom>;
  /** Whoever comes is added to it. */
  firstRoom: string | null;
}

export const initial = (): DirectoryState => ({ workspace: '', people: new Map(), rooms: new Map(), firstRoom: null });

export function evolve(state: DirectoryState, event: Recorded<typeof directory>): DirectoryState {
  if (event.data === null) return state;
  switch (event.name) {
    case 'workspaceNamed':
      state.workspace = event.data.name;
      break;
    case 'personAdded': {
      const { id, name, role } = event.data;
      state.people.set(id, { id, name, role, active: true });
      break;
    }
    case 'personRenamed':
      change(state, event.data.id, { name: event.data.name });
      break;
    case 'roleChanged':
      change(state, event.data.id, { role: event.data.role });
      break;
    case 'deactivated':
      change(state, event.data.id, { active: !event.data.on });
      break;
    case 'roomListed':
      state.rooms.set(event.data.id, event.data);
      break;
    case 'firstRoomSet':
      state.firstRoom = event.data.id;
      break;
  }
  return state;
}

function change(state: DirectoryState, id: string, to: Partial<Person>): void {
  const person = state.people.get(id);
  if (person) state.people.set(id, { ...person, ...to });
}

/** Guests know people and rooms only by those that they share. */
export const viewer = (_state: DirectoryState, identity: Identity): object | undefined => (identity.role === 'guest' ? undefined : {});

export const show = ({ workspace, people, rooms }: DirectoryState): DirectoryView => ({ workspace, people: [...people.values()], rooms: [...rooms.values()] });
