import type { Row, Sql } from '@atrium/server';
import { sql } from '@atrium/server';

/** What a decision about one message needs to know of it. */
export interface MessageFacts {
  readonly author: string;
  readonly deleted: boolean;
  readonly mentions: readonly string[];
  /** Of the events that hold its text. */
  readonly offsets: readonly number[];
}

export const selectFacts = (channel: string, ordinal: number): Sql =>
  sql`select author, deleted, mentions, offsets from chat_messages where channel = ${channel} and ordinal = ${ordinal}`;

export function factsIn(rows: readonly Row[] | undefined): MessageFacts | undefined {
  const row = rows?.[0];
  return (
    row && {
      author: String(row['author']),
      deleted: Number(row['deleted']) === 1,
      mentions: words(row['mentions']),
      offsets: words(row['offsets']).map(Number),
    }
  );
}

/** How a message's reactions stand to one more. */
export interface ReactionFacts {
  /** Different emoji under the message. */
  readonly emoji: number;
  readonly known: boolean;
  readonly mine: boolean;
}

export const selectReactionFacts = (
  channel: string,
  { ordinal, emoji, who }: { readonly ordinal: number; readonly emoji: string; readonly who: string },
): Sql =>
  sql`select count(distinct emoji) as emoji, max(case when emoji = ${emoji} then 1 else 0 end) as known, max(case when emoji = ${emoji} and who = ${who} then 1 else 0 end) as mine from chat_reactions where channel = ${channel} and ordinal = ${ordinal}`;

export function reactionFactsIn(rows: readonly Row[] | undefined): ReactionFacts {
  const row = rows?.[0] ?? {};
  // Without any reaction, max is null.
  return { emoji: Number(row['emoji'] ?? 0), known: Number(row['known'] ?? 0) === 1, mine: Number(row['mine'] ?? 0) === 1 };
}

/** A list that is kept as text. */
export const words = (text: Row[string] | undefined): string[] =>
  String(text ?? '')
    .split(' ')
    .filter((word) => word !== '');
