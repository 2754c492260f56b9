import { codeRanges } from './fence.ts';

export interface Mentionable {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
}

/**
 * `@Name` becomes `<@id>` when a message is sent. The longest name wins, so that 'Ann' does not take a part of 'Ann Lee'; of two people
 * with one name the one that was `picked` is meant, otherwise nobody: a guess would call the wrong one.
 */
export function toMentions(text: string, people: readonly Mentionable[], picked: ReadonlyMap<string, string> = new Map()): string {
  if (!text.includes('@')) return text;
  const named = people.filter(({ active, name }) => active && name !== '').toSorted((a, b) => b.name.length - a.name.length);
  const code = codeRanges(text);
  let sent = '';
  for (let at = 0; at < text.length;) {
    const found = text[at] === '@' && !isWord(text[at - 1]) && !code.some(([from, to]) => at >= from && at < to) ? nameAt(text, at + 1, named) : undefined;
    const id = found && (picked.get(found.name.toLowerCase()) ?? (found.ids.length === 1 ? found.ids[0] : undefined));
    if (found && id !== undefined) {
      sent += `<@${id}>`;
      at += 1 + found.name.length;
    } else {
      sent += text.charAt(at);
      at++;
    }
  }
  return sent;
}

/** `<@id>` becomes `@Name` when a message is edited; `picked` keeps who was meant. Unknown people stay as they stand. */
export function fromMentions(text: string, nameOf: (id: string) => string | undefined): { readonly text: string; readonly picked: Map<string, string> } {
  const picked = new Map<string, string>();
  const code = codeRanges(text);
  const shown = text.replaceAll(/<@([A-Za-z0-9_-]{1,64})>/g, (raw, id: string, at: number) => {
    const name = nameOf(id);
    if (name === undefined || code.some(([from, to]) => at >= from && at < to)) return raw;
    // Two people of one name in one message: the second one stays an id, for a name can stand for one only.
    if ((picked.get(name.toLowerCase()) ?? id) !== id) return raw;
    picked.set(name.toLowerCase(), id);
    return `@${name}`;
  });
  return { text: shown, picked };
}

const isWord = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);

function nameAt(text: string, at: number, named: readonly Mentionable[]): { readonly name: string; readonly ids: readonly string[] } | undefined {
  const same = (name: string): boolean => text.slice(at, at + name.length).toLowerCase() === name.toLowerCase() && !isWord(text[at + name.length]);
  const first = named.find(({ name }) => same(name));
  if (!first) return undefined;
  const ids = named.filter(({ name }) => name.toLowerCase() === first.name.toLowerCase()).map(({ id }) => id);
  return { name: text.slice(at, at + first.name.length), ids };
}

/** What is being typed after an @ before the caret, and where it begins; nothing when there is no such thing. */
export function mentionQuery(text: string, caret: number): { readonly query: string; readonly from: number } | undefined {
  const [, query] = /(?:^|[^\p{L}\p{N}_@<])@([\p{L}\p{N}._'’-]{0,40}(?: [\p{L}\p{N}._'’-]{1,40})?)$/u.exec(text.slice(Math.max(0, caret - 90), caret)) ?? [];
  if (query === undefined) return undefined;
  const from = caret - query.length - 1;
  return codeRanges(text).some(([start, end]) => from >= start && from < end) ? undefined : { query, from };
}

/** People offered at once: a list that fits above a phone's keyboard. */
const OFFERED = 8;

/** Whom a query may mean: members before others, a name that begins with it before one in which a later word does. */
export function peopleFor<P extends Mentionable>(query: string, people: readonly P[], isMember: (id: string) => boolean): readonly P[] {
  const wanted = query.toLocaleLowerCase();
  const rank = ({ id, name }: P): number => {
    const lower = name.toLocaleLowerCase();
    const match = lower.startsWith(wanted) ? 0 : lower.split(/[\s-]+/).some((word) => word.startsWith(wanted)) ? 1 : undefined;
    return match === undefined ? -1 : match + (isMember(id) ? 0 : 2);
  };
  return people
    .filter(({ active }) => active)
    .map((person) => ({ person, rank: rank(person) }))
    .filter((found) => found.rank >= 0)
    .toSorted((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, OFFERED)
    .map(({ person }) => person);
}
