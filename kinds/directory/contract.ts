import { defineChannel } from '@atrium/protocol';
import * as v from 'valibot';
import { apply } from './apply.ts';
import { DirectoryView, events, ListedRoom, Person, PersonId, PersonName, Role, WorkspaceName } from './messages.ts';

const Nothing = v.strictObject({});
/** There is one directory. */
export const DIRECTORY = 'main';

/** Public rooms and people. `directory/main`. */
export const directory = defineChannel('directory', {
  commands: {
    nameWorkspace: { input: v.strictObject({ name: WorkspaceName }), reply: Nothing },
    /** By the app alone; the same person again changes nothing. */
    addPerson: { input: v.strictObject({ id: PersonId, name: PersonName, role: Role }), reply: Nothing },
    rename: { input: v.strictObject({ id: PersonId, name: PersonName }), reply: Nothing },
    changeRole: { input: v.strictObject({ id: PersonId, role: Role }), reply: Nothing },
    deactivate: { input: v.strictObject({ id: PersonId, on: v.boolean() }), reply: Nothing },
    /** By a public room's conversation alone. */
    listRoom: { input: ListedRoom, reply: Nothing },
    setFirstRoom: { input: v.strictObject({ id: v.string() }), reply: Nothing },
  },
  queries: { person: { input: v.strictObject({ id: PersonId }), reply: v.strictObject({ person: v.nullable(Person) }) } },
  events,
  signals: {},
  presence: v.strictObject({}),
  view: DirectoryView,
  apply,
});
export * from './messages.ts';
