import type { chatStrings } from './strings.ts';

/** Forms of a sentence by `Intl.PluralRules`, chosen by the argument `count`. English has two, Russian four. */
export interface PluralForms {
  readonly one?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}
export type Sentence = string | PluralForms;
export type Catalogue<Key extends string> = Readonly<Record<Key, Sentence>>;
export type SayArguments = Readonly<Record<string, string | number>>;

export type ChatKey = keyof typeof chatStrings.en;
export type Say = (key: ChatKey, args?: SayArguments) => string;

/** Speaks a catalogue: `{name}` in a sentence is replaced by the argument of that name, numbers written as the language does. */
export function sayFrom<Key extends string>(catalogue: Catalogue<Key>, language: string): (key: Key, args?: SayArguments) => string {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, args = {}) => {
    const sentence = catalogue[key];
    const form = typeof sentence === 'string' ? sentence : (sentence[plural.select(Number(args['count'] ?? 0)) as keyof PluralForms] ?? sentence.other);
    return form.replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
      const value = Object.hasOwn(args, name) ? args[name] : undefined;
      return value === undefined ? hole : typeof value === 'number' ? number.format(value) : value;
    });
  };
}
