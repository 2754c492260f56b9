import { type DecideContext, defineKind, refuse, type Refusal } from '@atrium/server';
import { isDeepStrictEqual } from 'node:util';
import { directory, type Person } from './contract.ts';
import { migrations, person, project } from './rows.ts';
import { type DirectoryState, evolve, initial, show, viewer } from './state.ts';

const notAllowed = (): Refusal => refuse('not-allowed', 'Your role in the workspace does not include that.');
const noSuchPerson = (): Refusal => refuse('no-such-person', 'There is no such person in this workspace.');
const nameTaken = (): Refusal => refuse('name-taken', 'Somebody else here has that name. Choose another.');
const lastOwner = (): Refusal => refuse('last-owner', 'A workspace needs an owner. Make somebody else an owner first.');
const botStays = (): Refusal => refuse('bot', 'A bot stays a bot, and nobody becomes one.');

const bySystem = ({ identity }: DecideContext): boolean => identity.id === 'system';
const may = (context: DecideContext, right: string): boolean => bySystem(context) || context.rights(context.identity.role, right);

/** Names are told apart as people read them. Deactivated people keep theirs. */
const asRead = (name: string): string => name.normalize('NFKC').toLowerCase();
const isTaken = (state: DirectoryState, { id, name }: { readonly id: string; readonly name: string }): boolean =>
  [...state.people.values()].some((person) => person.id !== id && asRead(person.name) === asRead(name));

const isActiveOwner = ({ role, active }: Person): boolean => role === 'owner' && active;
const isOnlyOwner = (state: DirectoryState, person: Person): boolean =>
  isActiveOwner(person) && ![...state.people.values()].some((other) => other.id !== person.id && isActiveOwner(other));
/** Owners are made, and owners' accounts changed, by owners alone: otherwise whoever manages people could make themselves one. */
const mayTouchOwners = (context: DecideContext): boolean => bySystem(context) || context.identity.role === 'owner';

/** The workspace's people and public rooms. */
export const directoryKind = defineKind(directory, {
  migrations,
  initial,
  evolve,
  viewer,
  show,
  project,
  queries: { person },
  decide: {
    nameWorkspace: (state, { name }, context) => {
      if (!may(context, 'workspace.name')) return notAllowed();
      return { events: state.workspace === name ? [] : [{ name: 'workspaceNamed', data: { name } }], reply: {} };
    },
    addPerson: (state, { id, name, role }, context) => {
      if (!bySystem(context)) return notAllowed();
      if (state.people.has(id)) return { events: [], reply: {} };
      if (isTaken(state, { id, name })) return nameTaken();
      return { events: [{ name: 'personAdded', data: { id, name, role } }], reply: {} };
    },
    rename: (state, { id, name }, context) => {
      const known = state.people.get(id);
      if (context.identity.id !== id && !may(context, 'person.manage')) return notAllowed();
      if (!known) return noSuchPerson();
      if (context.identity.id !== id && known.role === 'owner' && !mayTouchOwners(context)) return notAllowed();
      if (isTaken(state, { id, name })) return nameTaken();
      return { events: known.name === name ? [] : [{ name: 'personRenamed', data: { id, name } }], reply: {} };
    },
    changeRole: (state, { id, role }, context) => {
      if (!may(context, 'person.manage')) return notAllowed();
      const known = state.people.get(id);
      if (!known) return noSuchPerson();
      if (known.role === role) return { events: [], reply: {} };
      if ((known.role === 'owner' || role === 'owner') && !mayTouchOwners(context)) return notAllowed();
      if (known.role === 'bot' || role === 'bot') return botStays();
      if (isOnlyOwner(state, known)) return lastOwner();
      return { events: [{ name: 'roleChanged', data: { id, role } }], reply: {} };
    },
    deactivate: (state, { id, on }, context) => {
      if (!may(context, 'person.manage')) return notAllowed();
      const known = state.people.get(id);
      if (!known) return noSuchPerson();
      if (known.active !== on) return { events: [], reply: {} };
      if (known.role === 'owner' && !mayTouchOwners(context)) return notAllowed();
      if (on && isOnlyOwner(state, known)) return lastOwner();
      return { events: [{ name: 'deactivated', data: { id, on } }], reply: {} };
    },
    listRoom: (state, room, context) => {
      if (context.identity.id !== `channel:chat/${room.id}`) return notAllowed();
      return { events: isDeepStrictEqual(state.rooms.get(room.id), room) ? [] : [{ name: 'roomListed', data: room }], reply: {} };
    },
    setFirstRoom: (state, { id }, context) => {
      if (!bySystem(context)) return notAllowed();
      return { events: state.firstRoom === id ? [] : [{ name: 'firstRoomSet', data: { id } }], reply: {} };
    },
  },
  react: (event, { state }) => {
    if (event.name !== 'personAdded' || event.data === null || event.data.role === 'guest' || state.firstRoom === null) return [];
    return [{ to: `chat/${state.firstRoom}`, name: 'add', input: { people: [event.data.id] } }];
  },
});
