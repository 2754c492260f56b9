import type { Catalogue, Entry } from './entry.ts';

/** Fills a sentence's places; a number is written as the language writes numbers. */
export function speaker(catalogue: Catalogue, locale: string): (key: string, args?: Readonly<Record<string, string | number>>) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const sentence = (entry: Entry, count: string | number | undefined): string => {
    if (typeof entry === 'string') return entry;
    return (typeof count === 'number' ? entry[rules.select(count)] : undefined) ?? entry.other;
  };
  return (key, args = {}) => {
    const entry = catalogue[key];
    // A key without a sentence can only come from a part that is newer than its catalogue: its name says more than nothing.
    if (entry === undefined) return key;
    return sentence(entry, args['count']).replaceAll(/\{(\w+)\}/g, (place, name: string) => {
      const value = args[name];
      return value === undefined ? place : typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
