import type { Random } from '../clock.ts';

/** The next owner's term: one above, and a random suffix, so that two that read the same row still differ. */
export function nextTerm(term: string, random: Random): string {
  return `${Number.parseInt(term, 10) + 1}.${random(4)}`;
}
