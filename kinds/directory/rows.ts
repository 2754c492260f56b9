import { type Migration, type Read, type Recorded, type Row, type Sql, sql } from '@atrium/server';
import * as v from 'valibot';
import { type directory, type Person, Role } from './contract.ts';

/** People have rows beside the state, so that one of them is found without showing the whole directory. */
export const migrations: readonly Migration[] = [
  {
    name: 'directory/0001-people',
    sql: `
      create table directory_people (
        channel text not null,
        id text not null,
        name text not null,
        role text not null,
        active integer not null,
        primary key (channel, id)
      );
    `,
  },
];

export function project(event: Recorded<typeof directory>, { id: channel }: { readonly id: string }): readonly Sql[] {
  if (event.data === null) return [];
  switch (event.name) {
    case 'personAdded': {
      const { id, name, role } = event.data;
      return [sql`insert into directory_people (channel, id, name, role, active) values (${channel}, ${id}, ${name}, ${role}, 1)`];
    }
    case 'personRenamed':
      return [sql`update directory_people set name = ${event.data.name} where channel = ${channel} and id = ${event.data.id}`];
    case 'roleChanged':
      return [sql`update directory_people set role = ${event.data.role} where channel = ${channel} and id = ${event.data.id}`];
    case 'deactivated':
      return [sql`update directory_people set active = ${event.data.on ? 0 : 1} where channel = ${channel} and id = ${event.data.id}`];
    default:
      return [];
  }
}

export async function person(read: Read, { id }: { readonly id: string }, { id: channel }: { readonly id: string }): Promise<{ person: Person | null }> {
  const [row] = await read(sql`select id, name, role, active from directory_people where channel = ${channel} and id = ${id}`);
  return { person: row === undefined ? null : personIn(row) };
}

const personIn = (row: Row): Person => ({
  id: String(row['id']),
  name: String(row['name']),
  role: v.parse(Role, row['role']),
  active: Number(row['active']) === 1,
});
