import type { Read, Row, Sql } from '@atrium/server';
import { sql } from '@atrium/server';
import * as v from 'valibot';
import { emptyView } from './apply.ts';
import { type ChatView, type Message, RoomRole, RoomType, TableKind } from './messages.ts';
import { words } from './facts.ts';

/** Messages in a fresh view: a tall screen of short ones, and some to scroll. */
export const MESSAGES_AT_OPENING = 50;

/** The view from rows alone, so that it costs the same however long the conversation is. */
export async function open(read: Read, { id: channel }: { readonly id: string }): Promise<ChatView> {
  const [room] = await read(sql`select name, topic, type, archived, table_kind, created_at from chat_rooms where channel = ${channel}`);
  if (room === undefined) return emptyView;
  const members = await read(sql`select id, role from chat_members where channel = ${channel} order by place, seat`);
  const pins = await read(sql`select ordinal from chat_messages where channel = ${channel} and pinned is not null order by pinned`);
  const last = await lastOrdinal(read, channel);
  return {
    room: {
      name: String(room['name']),
      topic: String(room['topic']),
      type: v.parse(RoomType, room['type']),
      archived: Number(room['archived']) === 1,
      table: v.parse(v.nullable(TableKind), room['table_kind']),
      createdAt: Number(room['created_at']),
    },
    members: members.map((row) => ({ id: String(row['id']), role: v.parse(RoomRole, row['role']) })),
    messages: await messagesBetween(read, { channel, from: last - MESSAGES_AT_OPENING + 1, to: last }),
    last,
    pins: pins.map((row) => Number(row['ordinal'])),
  };
}

type Place = { readonly from: 'before' | 'after' | 'around'; readonly ordinal: number };

/** Ordinals have no gaps, so a page is a range: it is full wherever the conversation has that many. */
export async function history(
  read: Read,
  { at, limit }: { readonly at: Place; readonly limit: number },
  { id: channel }: { readonly id: string },
): Promise<{ messages: Message[]; last: number }> {
  const last = await lastOrdinal(read, channel);
  return { messages: await messagesBetween(read, { channel, ...rangeOf(at, { limit, last }) }), last };
}

function rangeOf(
  { from: side, ordinal }: Place,
  { limit, last }: { readonly limit: number; readonly last: number },
): { readonly from: number; readonly to: number } {
  if (side === 'after') return { from: ordinal + 1, to: ordinal + limit };
  if (side === 'before') {
    const to = Math.min(ordinal - 1, last);
    return { from: to - limit + 1, to };
  }
  const from = Math.max(1, Math.min(ordinal - Math.floor(limit / 2), last - limit + 1));
  return { from, to: from + limit - 1 };
}

/** Single messages, by ordinal; those that are not there are left out. */
export async function messages(
  read: Read,
  { ordinals }: { readonly ordinals: readonly number[] },
  { id: channel }: { readonly id: string },
): Promise<{ messages: Message[] }> {
  const wanted = [...new Set(ordinals)];
  if (wanted.length === 0) return { messages: [] };
  const where = { text: `where channel = ? and ordinal in (${wanted.map(() => '?').join(', ')})`, values: [channel, ...wanted] };
  return { messages: await messagesWhere(read, where) };
}

async function lastOrdinal(read: Read, channel: string): Promise<number> {
  const [row] = await read(sql`select max(ordinal) as last from chat_messages where channel = ${channel}`);
  return Number(row?.['last'] ?? 0);
}

const messagesBetween = (read: Read, { channel, from, to }: { readonly channel: string; readonly from: number; readonly to: number }): Promise<Message[]> =>
  messagesWhere(read, sql`where channel = ${channel} and ordinal between ${from} and ${to}`);

async function messagesWhere(read: Read, where: Sql): Promise<Message[]> {
  const rows = await read({
    text: `select ordinal, author, at, (select text from chat_texts t where t.channel = m.channel and t.ordinal = m.ordinal and t.text is not null) as text, mentions, quote, edited, deleted, by_tag, by_n from chat_messages m ${where.text} order by ordinal`,
    values: where.values,
  });
  const reactions = await read({
    text: `select ordinal, emoji, who from chat_reactions ${where.text} order by ordinal, emoji_place, place`,
    values: where.values,
  });
  const under = Map.groupBy(reactions, (row) => Number(row['ordinal']));
  return rows.map((row) => messageIn(row, under.get(Number(row['ordinal'])) ?? []));
}

const numberIn = (value: Row[string] | undefined): number | undefined => (value === null || value === undefined ? undefined : Number(value));

function messageIn(row: Row, reactions: readonly Row[]): Message {
  const [quote, edited, tag, n] = ['quote', 'edited', 'by_tag', 'by_n'].map((column) => numberIn(row[column]));
  return {
    ordinal: Number(row['ordinal']),
    author: String(row['author']),
    at: Number(row['at']),
    text: String(row['text'] ?? ''),
    mentions: words(row['mentions']),
    ...(quote !== undefined && { quote }),
    ...(edited !== undefined && { edited }),
    ...(Number(row['deleted']) === 1 && { deleted: true as const }),
    reactions: [...Map.groupBy(reactions, (reaction) => String(reaction['emoji']))].map(([emoji, people]) => ({
      emoji,
      who: people.map((reaction) => String(reaction['who'])),
    })),
    ...(tag !== undefined && n !== undefined && { by: [tag, n] }),
  };
}
