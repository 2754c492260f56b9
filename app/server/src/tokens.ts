import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that stands in a link or a cookie: 256 random bits, so that nobody ever guesses one. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What the database holds instead: a stolen copy of it opens nothing. A token is random, so a plain hash is enough. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** 96 bits in 16 url-safe characters: the id of a person, a room, a session. */
export const newId = (): string => randomBytes(12).toString('base64url');
