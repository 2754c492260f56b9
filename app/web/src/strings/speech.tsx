import { createContext, type JSX, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { remember, remembered } from '../parts/memory.ts';
import { en } from './en.ts';
import type { SayOf } from './entry.ts';
import { asChoice, type LanguageChoice, type Tongue, tongueFor } from './language.ts';
import { speaker } from './speak.ts';

export type Say = SayOf<typeof en>;
/** Without the compiler's check of keys, for a part that brings its own sentences. */
export type Speak = (key: string, args?: Readonly<Record<string, string | number>>) => string;

interface Speech {
  readonly say: Say;
  readonly speak: Speak;
  readonly tongue: Tongue;
  readonly choice: LanguageChoice | 'pseudo';
  choose(choice: LanguageChoice): void;
}

const LANGUAGE = 'language';
const LOCALE = 'locale';
const english: Speak = speaker(en, 'en');
// The catalogue has every key of `Say`, which is narrower than what a speaker takes.
const sayWith =
  (speak: Speak): Say =>
  (key, ...args) =>
    speak(key, args[0]);
const SpeechContext = createContext<Speech>({ say: sayWith(english), speak: english, tongue: tongueFor('en', []), choice: 'en', choose: () => undefined });

/** `?locale=pseudo` is for whoever checks the screens; it stays until `?locale=system`. */
function firstChoice(): LanguageChoice | 'pseudo' {
  const asked = asChoice(new URLSearchParams(location.search).get('locale'));
  if (asked !== undefined) remember(LOCALE, asked === 'system' ? undefined : asked);
  return asked ?? asChoice(remembered(LOCALE)) ?? asChoice(remembered(LANGUAGE)) ?? 'system';
}

/** English is always at hand; another language comes with its own chunk, before the first screen is shown in it. */
async function sayIn(tongue: Tongue): Promise<Speak> {
  if (tongue.language === 'ru') return speaker((await import('./ru.ts')).ru, tongue.locale);
  if (tongue.language === 'pseudo') return speaker((await import('./pseudo.ts')).pseudoCatalogue(en), tongue.locale);
  return speaker(en, tongue.locale);
}

export async function loadSpeech(): Promise<{ readonly choice: LanguageChoice | 'pseudo'; readonly speak: Speak }> {
  const choice = firstChoice();
  const tongue = tongueFor(choice, navigator.languages);
  try {
    return { choice, speak: await sayIn(tongue) };
  } catch {
    // The chunk did not come: English is better than nothing.
    return { choice, speak: english };
  }
}

export function SpeechProvider({
  first,
  children,
}: {
  readonly first: { readonly choice: LanguageChoice | 'pseudo'; readonly speak: Speak };
  readonly children: ReactNode;
}): JSX.Element {
  const [spoken, setSpoken] = useState({ ...first, tongue: tongueFor(first.choice, navigator.languages) });
  const [choice, setChoice] = useState(first.choice);

  useEffect(() => {
    if (choice === spoken.choice) return;
    let wanted = true;
    const tongue = tongueFor(choice, navigator.languages);
    sayIn(tongue).then(
      (speak) => wanted && setSpoken({ choice, speak, tongue }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [choice, spoken.choice]);

  useEffect(() => {
    document.documentElement.lang = spoken.tongue.language === 'pseudo' ? 'en' : spoken.tongue.language;
    document.documentElement.dir = spoken.tongue.dir;
  }, [spoken.tongue]);

  const speech = useMemo(
    (): Speech => ({
      say: sayWith(spoken.speak),
      speak: spoken.speak,
      tongue: spoken.tongue,
      choice,
      choose: (next) => {
        // The pseudo language is not a person's choice, so no choice of theirs ends it.
        if (choice === 'pseudo') return;
        remember(LANGUAGE, next === 'system' ? undefined : next);
        setChoice(next);
      },
    }),
    [spoken, choice],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export const useSpeech = (): Speech => use(SpeechContext);
export const useSay = (): Say => use(SpeechContext).say;
