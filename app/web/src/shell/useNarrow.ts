import { useSyncExternalStore } from 'react';

/** A width of the window and what it means. The stylesheets say the same. */
function widthOf(query: string): () => boolean {
  const subscribe = (listener: () => void): (() => void) => {
    const media = matchMedia(query);
    media.addEventListener('change', listener);
    return () => media.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** One column: the list of rooms is a page of its own. */
export const useNarrow = widthOf('(max-width: 640px)');
/** No room for a table and its conversation beside each other. */
export const useOneAtATime = widthOf('(max-width: 1000px)');
