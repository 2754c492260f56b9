import type { Catalogue, Entry } from './entry.ts';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'áƀçđéƒğħíĵķļḿñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĞĦÍĴĶĻḾÑÓÞɊŔŠŢÚṼŴẊÝŽ';
const accents = new Map([...plain].map((letter, index) => [letter, [...accented][index] ?? letter]));
/** What German or Finnish add to an English sentence. */
const LONGER = 0.4;
const padding = 'ṽéŕý ļóñğ ŵóŕđš ';

/**
 * A language that nobody speaks, to see what a translation would break: accents (a font without them), 40 % more length (a box too small),
 * brackets (a sentence cut off, or one that never went through the catalogue), and it is written from right to left.
 */
export function pseudo(text: string): string {
  let letters = 0;
  const changed = text.replaceAll(/\{\w+\}|./gsu, (piece) => {
    if (piece.length > 1 && piece.startsWith('{')) return piece;
    letters += 1;
    return accents.get(piece) ?? piece;
  });
  const more = Math.ceil(letters * LONGER);
  const tail = padding
    .repeat(Math.ceil(more / padding.length))
    .slice(0, more)
    .trimEnd();
  return `⟦${changed}${tail === '' ? '' : ` ${tail}`}⟧`;
}

const pseudoEntry = (entry: Entry): Entry =>
  typeof entry === 'string'
    ? pseudo(entry)
    : { ...Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, pseudo(text)])), other: pseudo(entry.other) };

export const pseudoCatalogue = (catalogue: Catalogue): Catalogue =>
  Object.fromEntries(Object.entries(catalogue).map(([key, entry]) => [key, pseudoEntry(entry)]));
