import * as v from 'valibot';

export const PersonId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
/** Characters in a person's name: it stands in one line with the time. */
export const PERSON_NAME_CHARACTERS = 50;
const visible = v.check(
  (name: string) => name === name.trim() && name !== '' && name.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name.replaceAll('\u200d', '')),
  'a name has letters that can be seen',
);
export const PersonName = v.pipe(v.string(), v.maxLength(PERSON_NAME_CHARACTERS), visible);
export const WorkspaceName = v.pipe(v.string(), v.maxLength(60), visible);
export const Role = v.picklist(['owner', 'admin', 'member', 'guest', 'bot']);
export type Role = v.InferOutput<typeof Role>;

export const Person = v.strictObject({ id: PersonId, name: v.string(), role: Role, active: v.boolean() });
export type Person = v.InferOutput<typeof Person>;
/** A public room, as everyone finds it. */
export const ListedRoom = v.strictObject({ id: v.string(), name: v.string(), topic: v.string(), archived: v.boolean() });
export type ListedRoom = v.InferOutput<typeof ListedRoom>;

export const events = {
  workspaceNamed: v.strictObject({ name: WorkspaceName }),
  personAdded: v.strictObject({ id: PersonId, name: PersonName, role: Role }),
  personRenamed: v.strictObject({ id: PersonId, name: PersonName }),
  roleChanged: v.strictObject({ id: PersonId, role: Role }),
  deactivated: v.strictObject({ id: PersonId, on: v.boolean() }),
  /** A public room appeared or changed. */
  roomListed: ListedRoom,
  /** The room that everyone who comes is added to. */
  firstRoomSet: v.strictObject({ id: v.string() }),
};

export const DirectoryView = v.strictObject({ workspace: v.string(), people: v.array(Person), rooms: v.array(ListedRoom) });
export type DirectoryView = v.InferOutput<typeof DirectoryView>;
