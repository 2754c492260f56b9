/** What a watched conversation tells of itself: its last ordinal, and the ordinals deleted among the last 100. */
export interface Counted {
  readonly last: number;
  readonly deleted: readonly number[];
}

/** Messages above a read pointer, deleted ones not counted. A pointer past the end counts as at the end. */
export function unread({ last, deleted }: Counted, pointer: number): number {
  const read = Math.min(pointer, last);
  return last - read - deleted.filter((ordinal) => ordinal > read && ordinal <= last).length;
}

/** Above this the number says nothing more to a person, and deletions are not known exactly. */
const SHOWN_AT_MOST = 99;
export const shown = (count: number): string => (count > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : String(count));
