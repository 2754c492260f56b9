/** Mentions kept per room: more than anybody goes through one by one. */
export const MENTIONS_PER_ROOM = 100;

/** Ascending ordinals with one more among them; past the limit the oldest goes. */
export function mentionsWith(mentions: readonly number[], ordinal: number): number[] {
  if (mentions.includes(ordinal)) return [...mentions];
  return [...mentions, ordinal].sort((a, b) => a - b).slice(-MENTIONS_PER_ROOM);
}
