import { useEffect } from 'react';
import { useLive } from '../live/Live.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { showTheme } from '../theme/theme.ts';

/** The theme and language of the person's settings, on every device as soon as the feed says so. */
export function useChosen(): void {
  const { feed } = useLive();
  const { choose } = useSpeech();
  const theme = feed?.settings.theme;
  const language = feed?.settings.language;
  useEffect(() => {
    if (theme !== undefined) showTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (language !== undefined) choose(language);
  }, [language, choose]);
}
