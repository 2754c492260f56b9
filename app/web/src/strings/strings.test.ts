import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en, shellEn } from './en.ts';
import type { Catalogue, Entry, SayOf } from './entry.ts';
import { asChoice, tongueFor } from './language.ts';
import { pseudo, pseudoCatalogue } from './pseudo.ts';
import { ru } from './ru.ts';
import { speaker } from './speak.ts';

const english: Catalogue = en;
const russian: Catalogue = ru;
const formsOf = (entry: Entry | undefined): string[] => (entry === undefined ? [] : typeof entry === 'string' ? [entry] : Object.values(entry));
const placesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
const placesOf = (entry: Entry | undefined): string[] => [...new Set(formsOf(entry).flatMap(placesIn))].sort();

test('[WE4] the plural form of the language', () => {
  const say = speaker({ left: { one: '{count} час', few: '{count} часа', many: '{count} часов', other: '{count} часа' } }, 'ru');
  expect([1, 2, 5, 11, 21, 104, 1.5].map((count) => say('left', { count }))).toEqual([
    '1 час',
    '2 часа',
    '5 часов',
    '11 часов',
    '21 час',
    '104 часа',
    '1,5 часа',
  ]);
});

test('[WE4] numbers as the language writes them, and values where they belong', () => {
  expect(speaker({ paid: '{name}: {sum}' }, 'en')('paid', { name: '{sum}', sum: 1234567 })).toBe('{sum}: 1,234,567');
  expect(speaker({ paid: '{name}: {sum}' }, 'de')('paid', { name: 'Ada', sum: 1234567 })).toBe('Ada: 1.234.567');
});

test('[WE4] a form that the catalogue lacks is the general one, a value that is missing shows its place', () => {
  const say = speaker({ found: { other: '{count} found in {place}' } }, 'ru');
  expect(say('found', { count: 2 })).toBe('2 found in {place}');
  expect(say('not there')).toBe('not there');
});

test('[WE5] both languages have the same keys', () => {
  expect(Object.keys(russian).sort()).toEqual(Object.keys(english).sort());
});

test('[WE5] both languages have the same places for values', () => {
  for (const [key, entry] of Object.entries(english)) expect([key, placesOf(russian[key])]).toEqual([key, placesOf(entry)]);
});

test('[WE5] every plural has every form of its language', () => {
  for (const [catalogue, language] of [
    [english, 'en'],
    [russian, 'ru'],
  ] as const) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(catalogue))
      if (typeof entry !== 'string') expect([key, ...Object.keys(entry).sort()]).toEqual([key, ...[...forms].sort()]);
  }
});

test('[WE5] no key of the shell is a key of the conversation', () => {
  expect(Object.keys(shellEn).filter((key) => key.startsWith('chat.'))).toEqual([]);
});

test('[WE6] longer by 40 %, accented, in brackets, places left alone', () => {
  const text = 'Reconnecting in {count} s to {room}';
  const changed = pseudo(text);
  expect(changed.startsWith('⟦')).toBe(true);
  expect(changed.endsWith('⟧')).toBe(true);
  expect(placesIn(changed)).toEqual(placesIn(text));
  expect([...changed].length).toBeGreaterThanOrEqual([...text].length * 1.3);
  expect(changed.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[a-zA-Z]{2}/);
});

test('[WE6] every sentence of the catalogue, every form of it', () => {
  const changed = pseudoCatalogue(english);
  for (const [key, entry] of Object.entries(english)) {
    const before = formsOf(entry);
    formsOf(changed[key]).forEach((text, index) => {
      const plain = before[index] ?? '';
      expect(text).toMatch(/^⟦.*⟧$/su);
      expect([...text].length).toBeGreaterThanOrEqual([...plain].length + 2);
    });
  }
  expect(tongueFor('pseudo', ['ru']).dir).toBe('rtl');
});

test('[WE7] the language and its variant', () => {
  expect(tongueFor('system', ['de-DE', 'ru-RU', 'en-GB'])).toEqual({ language: 'ru', locale: 'ru-RU', dir: 'ltr' });
  expect(tongueFor('system', ['fr'])).toEqual({ language: 'en', locale: 'en', dir: 'ltr' });
  expect(tongueFor('system', [])).toEqual({ language: 'en', locale: 'en', dir: 'ltr' });
  expect(tongueFor('en', ['ru-RU', 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB', dir: 'ltr' });
  expect(tongueFor('ru', ['en-GB'])).toEqual({ language: 'ru', locale: 'ru', dir: 'ltr' });
});

test('[WE7] only what can be chosen is a choice', () => {
  expect(['en', 'ru', 'system', 'pseudo'].map(asChoice)).toEqual(['en', 'ru', 'system', 'pseudo']);
  for (const no of ['fr', '', 'EN', undefined, null]) expect(asChoice(no)).toBeUndefined();
});

test('[WE8] every sentence of the shell is said somewhere', () => {
  const source = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !/strings\/(?:en|ru)\.ts$/.test(name) && !name.endsWith('.test.ts'),
  );
  const text = files.map((name) => readFileSync(`${source}/${name}`, 'utf8')).join('\n');
  // `role.${…}` says all roles.
  const built = [...text.matchAll(/`([\w.]+)\$\{/g)].map(([, start]) => start ?? '');
  const silent = Object.keys(shellEn).filter((key) => !text.includes(`'${key}'`) && !built.some((start) => key.startsWith(start)));
  expect(silent).toEqual([]);
});

test('[WE4] keys and values are checked by the compiler', () => {
  const catalogue = { plain: 'Close', named: 'Join {room}', counted: { one: '{count} in {room}', other: '{count} in {room}' } } as const;
  const speak = speaker(catalogue, 'en');
  const say: SayOf<typeof catalogue> = (key, ...args) => speak(key, args[0]);
  // @ts-expect-error: a value is missing
  expect(say('named')).toBe('Join {room}');
  // @ts-expect-error: a count is a number
  expect(say('counted', { count: '3', room: 'general' })).toBe('3 in general');
  // @ts-expect-error: there is no such sentence
  expect(say('missing')).toBe('missing');
  expect(say('named', { room: 'general' })).toBe('Join general');
  expect(say('counted', { count: 3, room: 'general' })).toBe('3 in general');
  expect(say('plain')).toBe('Close');
});
