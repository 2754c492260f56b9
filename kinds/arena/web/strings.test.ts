import { expect, test } from 'vitest';
import { arenaStrings } from './strings.ts';

type Sentence = string | Readonly<Record<string, string>>;
const forms = (sentence: Sentence): readonly string[] => (typeof sentence === 'string' ? [sentence] : Object.values(sentence));
const places = (sentence: string): readonly string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

test('[AW4] both languages say the same things with the same places, and have the plural forms that they need', () => {
  const { en, ru } = arenaStrings;
  expect(Object.keys(ru)).toEqual(Object.keys(en));
  for (const [language, catalogue] of Object.entries(arenaStrings)) {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, sentence] of Object.entries(catalogue) as [keyof typeof en, Sentence][]) {
      const wanted = places(forms(en[key]).at(-1) ?? '');
      for (const form of forms(sentence)) expect(places(form), `${language} ${key}`).toEqual(wanted);
      if (typeof sentence !== 'string') expect(Object.keys(sentence).toSorted(), `${language} ${key}`).toEqual(needed);
    }
  }
});
