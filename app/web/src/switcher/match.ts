/** Letters as people compare them: without accents and case, 'ё' as 'е'. */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();

/** How well a name answers what was typed: the beginning, then the beginning of a word, then anywhere, then its letters in order. Undefined: not at all. */
export function rank(name: string, typed: string): number | undefined {
  const [text, wanted] = [folded(name), folded(typed).trim()];
  if (wanted === '') return 0;
  const at = text.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') ? 2 : 1;
  const words = wanted.split(/\s+/);
  if (words.length > 1 && words.every((word) => text.includes(word))) return 2;
  let from = 0;
  for (const letter of wanted.replaceAll(/\s/g, '')) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  // One or two scattered letters fit nearly every name.
  return wanted.length > 2 ? 3 : undefined;
}

/** Those that answer, best first; equals keep their order. */
export function ranked<T>(items: readonly T[], typed: string, nameOf: (item: T) => string): readonly T[] {
  return items
    .map((item, index) => ({ item, index, rank: rank(nameOf(item), typed) }))
    .filter((found): found is typeof found & { rank: number } => found.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ item }) => item);
}
