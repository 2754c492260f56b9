import { useSyncExternalStore } from 'react';

/** One column: the list of rooms is a page of its own. The stylesheets say the same. */
const NARROW = '(max-width: 640px)';

const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia(NARROW);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
