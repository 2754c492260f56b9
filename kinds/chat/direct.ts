import { sha256 } from './sha256.ts';

/** Other people in a direct room: beyond it a private room with a name serves better. */
export const OTHERS_IN_DIRECT_ROOM = 8;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The id of the direct room of these people, in any order: the same people always meet in the same room. 120 bits of SHA-256, so that
 * nobody finds other ids that lead to somebody else's room.
 * @example
 * directId(['ann', 'bob']) === directId(['bob', 'ann']); // 'd-' and 20 characters
 */
export function directId(people: readonly string[]): string {
  const bytes = sha256([...new Set(people)].sort().join(','));
  let letters = '';
  for (let i = 0; i < 15; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) letters += LETTERS[(three >> shift) & 63];
  }
  return `d-${letters}`;
}

/** Ids of this form are for direct rooms alone: otherwise somebody could take two people's place, or learn that they talk. */
export const isDirectId = (id: string): boolean => /^d-[A-Za-z0-9_-]{20}$/.test(id);
