import { remembered, remember } from '../parts/memory.ts';

export type Theme = 'system' | 'light' | 'dark';
const THEME = 'theme';

/** The choice that this browser remembers, for before a person has signed in. */
export function chosenTheme(): Theme {
  const theme = remembered(THEME);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

const systemDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

/** Shows the theme and remembers it; `public/theme.js` does the same before the first paint. */
export function showTheme(theme: Theme): void {
  remember(THEME, theme === 'system' ? undefined : theme);
  const dark = theme === 'dark' || (theme === 'system' && systemDark().matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

/** Follows the system while nothing else is chosen. */
export function followSystemTheme(): () => void {
  const media = systemDark();
  const follow = (): void => showTheme(chosenTheme());
  media.addEventListener('change', follow);
  return () => media.removeEventListener('change', follow);
}
