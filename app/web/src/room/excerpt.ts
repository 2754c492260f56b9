/** Characters that fill some four lines of a panel. */
const LONGEST = 240;

/** A message as plain words, for where there is no room for its form: mentions become names, marks of Markdown go. */
export function excerpt(text: string, nameOf: (id: string) => string | undefined): string {
  const plain = text
    .replaceAll(/<@([A-Za-z0-9_-]{1,64})>/g, (_, id: string) => `@${nameOf(id) ?? '…'}`)
    .replaceAll(/```[^\n]*\n?/g, '')
    .replaceAll(/\[([^\]\n]{1,500})\]\([^)\s]{1,2000}\)/g, '$1')
    .replaceAll(/^\s{0,3}(?:#{1,6}|>|[-*+]|\d{1,9}\.)\s+/gm, '')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = [...plain];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('').trimEnd()}…` : plain;
}
