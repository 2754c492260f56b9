import { type Migration, type Recorded, type Sql, sql } from '@atrium/server';
import type { chat } from './contract.ts';

/**
 * What people wrote stands in `chat_texts` alone, where rows are only added at the end of an ascending key and later only set to null: a row that
 * grows, or that stands between others, may be moved, and what SQLite leaves behind of it `secure_delete` does not reach.
 *
 * Milliseconds and ordinals are `bigint`; flags are 0 or 1; lists of ids and numbers are text.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'chat/0001-conversations',
    sql: `
      create table chat_rooms (
        channel text primary key,
        name text not null,
        topic text not null,
        type text not null,
        archived integer not null,
        table_kind text,
        created_at bigint not null
      );
      create table chat_members (
        channel text not null,
        id text not null,
        role text not null,
        place bigint not null,
        seat integer not null,
        primary key (channel, id)
      );
      create table chat_messages (
        channel text not null,
        ordinal bigint not null,
        author text not null,
        at bigint not null,
        mentions text not null,
        quote bigint,
        edited bigint,
        deleted integer not null,
        pinned bigint,
        offsets text not null,
        by_tag bigint,
        by_n bigint,
        primary key (channel, ordinal)
      );
      create table chat_texts (
        id integer primary key,
        channel text not null,
        ordinal bigint not null,
        text text
      );
      create index chat_texts_place on chat_texts (channel, ordinal) where text is not null;
      create index chat_messages_pinned on chat_messages (channel, pinned) where pinned is not null;
      create table chat_reactions (
        channel text not null,
        ordinal bigint not null,
        emoji text not null,
        who text not null,
        emoji_place bigint not null,
        place bigint not null,
        primary key (channel, ordinal, emoji, who)
      );
    `,
  },
];

/** The rows of one event. A message's `offsets` are those of the events that hold its text: what a deletion redacts. */
export function project(event: Recorded<typeof chat>, { id: channel }: { readonly id: string }): readonly Sql[] {
  if (event.name === 'posted') return posted(event, channel);
  if (event.data === null) return [];
  switch (event.name) {
    case 'created': {
      const { name, topic, type, members } = event.data;
      return [
        sql`insert into chat_rooms (channel, name, topic, type, archived, table_kind, created_at) values (${channel}, ${name}, ${topic}, ${type}, 0, null, ${event.at})`,
        ...members.map(
          ({ id, role }, seat) => sql`insert into chat_members (channel, id, role, place, seat) values (${channel}, ${id}, ${role}, ${event.offset}, ${seat})`,
        ),
      ];
    }
    case 'renamed':
      return [sql`update chat_rooms set name = ${event.data.name} where channel = ${channel}`];
    case 'described':
      return [sql`update chat_rooms set topic = ${event.data.topic} where channel = ${channel}`];
    case 'archived':
      return [sql`update chat_rooms set archived = ${event.data.on ? 1 : 0} where channel = ${channel}`];
    case 'tablePlaced':
      return [sql`update chat_rooms set table_kind = ${event.data.kind} where channel = ${channel}`];
    case 'memberAdded': {
      const { id, role } = event.data;
      return [sql`insert into chat_members (channel, id, role, place, seat) values (${channel}, ${id}, ${role}, ${event.offset}, 0)`];
    }
    case 'memberRemoved':
      return [sql`delete from chat_members where channel = ${channel} and id = ${event.data.id}`];
    case 'roleChanged':
      return [sql`update chat_members set role = ${event.data.role} where channel = ${channel} and id = ${event.data.id}`];
    case 'edited': {
      const { ordinal, text, mentions } = event.data;
      return [
        withoutText(channel, ordinal),
        withText(channel, ordinal, text),
        sql`update chat_messages set mentions = ${mentions.join(' ')}, edited = ${event.at}, offsets = offsets || ${` ${event.offset}`} where channel = ${channel} and ordinal = ${ordinal}`,
      ];
    }
    case 'deleted': {
      const { ordinal } = event.data;
      return [
        withoutText(channel, ordinal),
        sql`update chat_messages set author = '', mentions = '', quote = null, edited = null, deleted = 1, pinned = null where channel = ${channel} and ordinal = ${ordinal}`,
        sql`delete from chat_reactions where channel = ${channel} and ordinal = ${ordinal}`,
      ];
    }
    case 'reacted':
      return [reacted(event.data, { channel, offset: event.offset })];
    case 'pinned': {
      const { ordinal, on } = event.data;
      return [sql`update chat_messages set pinned = ${on ? event.offset : null} where channel = ${channel} and ordinal = ${ordinal}`];
    }
    default:
      return [];
  }
}

const withText = (channel: string, ordinal: number, text: string): Sql =>
  sql`insert into chat_texts (channel, ordinal, text) values (${channel}, ${ordinal}, ${text})`;
const withoutText = (channel: string, ordinal: number): Sql =>
  sql`update chat_texts set text = null where channel = ${channel} and ordinal = ${ordinal} and text is not null`;

function posted({ offset, at, by, data }: Recorded<typeof chat> & { readonly name: 'posted' }, channel: string): readonly Sql[] {
  const [tag, n] = by ?? [null, null];
  if (data === null) {
    // Rows that are built again from the log: the ordinal follows from its order.
    return [
      sql`insert into chat_messages (channel, ordinal, author, at, mentions, deleted, offsets, by_tag, by_n) select ${channel}, coalesce(max(ordinal), 0) + 1, '', ${at}, '', 1, ${String(offset)}, ${tag}, ${n} from chat_messages where channel = ${channel}`,
    ];
  }
  const { ordinal, author, text, mentions, quote } = data;
  return [
    sql`insert into chat_messages (channel, ordinal, author, at, mentions, quote, deleted, offsets, by_tag, by_n) values (${channel}, ${ordinal}, ${author}, ${at}, ${mentions.join(' ')}, ${quote ?? null}, 0, ${String(offset)}, ${tag}, ${n})`,
    withText(channel, ordinal, text),
  ];
}

/** An emoji keeps its place among the others for as long as anybody stands under it. */
function reacted(
  { ordinal, emoji, who, on }: { readonly ordinal: number; readonly emoji: string; readonly who: string; readonly on: boolean },
  { channel, offset }: { readonly channel: string; readonly offset: number },
): Sql {
  if (!on) return sql`delete from chat_reactions where channel = ${channel} and ordinal = ${ordinal} and emoji = ${emoji} and who = ${who}`;
  return sql`insert into chat_reactions (channel, ordinal, emoji, who, emoji_place, place) select ${channel}, ${ordinal}, ${emoji}, ${who}, coalesce(min(emoji_place), ${offset}), ${offset} from chat_reactions where channel = ${channel} and ordinal = ${ordinal} and emoji = ${emoji}`;
}
