export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];
export type LanguageChoice = Language | 'system';

export interface Tongue {
  readonly language: Language | 'pseudo';
  /** For dates, numbers and plural rules: 'en-GB' where the system says so, not only 'en'. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
}

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/**
 * The language to speak: what was chosen, or the first of the system's that we speak, or English.
 * `system` are the browser's languages, most wanted first.
 */
export function tongueFor(choice: LanguageChoice | 'pseudo', system: readonly string[]): Tongue {
  if (choice === 'pseudo') return { language: 'pseudo', locale: 'en', dir: 'rtl' };
  const spoken = system.find((tag) => (choice === 'system' ? languages.some((language) => language === baseOf(tag)) : baseOf(tag) === choice));
  const language = choice === 'system' ? (languages.find((known) => known === baseOf(spoken ?? '')) ?? 'en') : choice;
  return { language, locale: spoken ?? language, dir: 'ltr' };
}

export const asChoice = (text: string | undefined | null): LanguageChoice | 'pseudo' | undefined =>
  text === 'pseudo' || text === 'system' ? text : languages.find((language) => language === text);
