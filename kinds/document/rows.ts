import { type Migration, type Read, type Recorded, type Sql, sql } from '@atrium/server';
import type { document } from './contract.ts';
import { UNNAMED } from './versions.ts';

/** What versions hold: the log of updates is trimmed behind its checkpoints, these stay. */
export const migrations: readonly Migration[] = [
  {
    name: 'document/0001-versions',
    sql: `
      create table document_versions (
        channel text not null,
        id bigint not null,
        content text not null,
        primary key (channel, id)
      );
      create table document_version_names (
        channel text not null,
        id bigint not null,
        name text,
        primary key (channel, id)
      );
    `,
  },
];

export function project({ name, data }: Recorded<typeof document>, { id: channel }: { readonly id: string }): readonly Sql[] {
  if (data === null) return [];
  switch (name) {
    case 'kept':
      return [sql`insert into document_versions (channel, id, content) values (${channel}, ${data.id}, ${Buffer.from(data.content).toString('base64')})`];
    case 'versioned': {
      return [
        sql`insert into document_version_names (channel, id, name) values (${channel}, ${data.id}, ${data.name})`,
        sql`delete from document_versions where channel = ${channel} and id in (select id from document_version_names where channel = ${channel} and name is null order by id desc limit 1000 offset ${UNNAMED})`,
        sql`delete from document_version_names where channel = ${channel} and id in (select id from document_version_names where channel = ${channel} and name is null order by id desc limit 1000 offset ${UNNAMED})`,
      ];
    }
    case 'named':
      return [sql`update document_version_names set name = ${data.name} where channel = ${channel} and id = ${data.id}`];
    default:
      return [];
  }
}

export const findVersion = (channel: string, id: number): Sql => sql`select content from document_versions where channel = ${channel} and id = ${id}`;

/** Empty where the version has gone meanwhile. */
export async function readVersion(read: Read, { id }: { readonly id: number }, { id: channel }: { readonly id: string }): Promise<{ content: string }> {
  const [row] = await read(findVersion(channel, id));
  return { content: String(row?.['content'] ?? '') };
}
