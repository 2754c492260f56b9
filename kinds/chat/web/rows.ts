import type { Message } from '../messages.ts';
import type { Clock } from './days.ts';

export type Row =
  | { readonly is: 'day'; readonly key: string; readonly at: number }
  | { readonly is: 'new'; readonly key: 'new' }
  | {
      readonly is: 'message';
      /** The same from the moment it is typed until it is deleted, so that settling moves and remounts nothing. */
      readonly key: string;
      readonly message: Message;
      /** Begins a group: it shows face, name and time. */
      readonly head: boolean;
      readonly pending: boolean;
    };

/** Messages of one author within five minutes of the group's first stand together, as people expect of a chat. */
export const GROUP_MS = 5 * 60_000;

export interface RowsInput {
  readonly messages: readonly Message[];
  readonly clock: Clock;
  /** The 'new' line stands before the first message of others after this ordinal. */
  readonly newAfter: number | undefined;
  readonly me: string;
  /** The last ordinal that is confirmed: what is above it is under way. */
  readonly confirmed: number;
  /** A deleted message that has to keep its place although nobody quotes it: the one a link led to. */
  readonly keep: number | undefined;
}

/**
 * What stands in the list, from top to bottom. A deleted message leaves a line only where another shown message quotes it or a link led
 * to it; otherwise it is as if it had not been, live and in history alike.
 */
export function rowsOf({ messages, clock, newAfter, me, confirmed, keep }: RowsInput): readonly Row[] {
  const quoted = new Set(messages.map((message) => message.quote));
  const rows: Row[] = [];
  let group: { readonly author: string; readonly at: number } | undefined;
  let day: string | undefined;
  let divided = newAfter === undefined;
  for (const message of messages) {
    const { ordinal, author, at, deleted } = message;
    if (deleted && !quoted.has(ordinal) && keep !== ordinal) continue;
    const thisDay = clock.day(at);
    if (thisDay !== day) {
      rows.push({ is: 'day', key: `day ${thisDay}`, at });
      day = thisDay;
      group = undefined;
    }
    if (!divided && ordinal > (newAfter ?? 0) && author !== me && !deleted) {
      rows.push({ is: 'new', key: 'new' });
      divided = true;
      group = undefined;
    }
    const head = !group || group.author !== author || deleted === true || message.quote !== undefined || at - group.at >= GROUP_MS;
    rows.push({ is: 'message', key: keyOf(message), message, head, pending: ordinal > confirmed });
    if (head) group = deleted ? undefined : { author, at };
  }
  return distinct(rows);
}

/** By the command it came from, where that is known; an optimistic message's ordinal may still change. */
export const keyOf = ({ by, ordinal }: Message): string => (by ? `by ${by[0]}.${by[1]}` : `at ${ordinal}`);

/** A day that comes twice, when a clock went back between two messages, gets a key of its own. */
function distinct(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.map((row, i) => {
    if (!seen.has(row.key)) {
      seen.add(row.key);
      return row;
    }
    return { ...row, key: `${row.key} ${i}` } as Row;
  });
}
