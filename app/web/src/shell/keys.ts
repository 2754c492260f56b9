/** Apple keyboards have ⌘ where others have Ctrl. */
export const apple = /mac|iphone|ipad/i.test(navigator.platform);
export const FIND_KEYS = apple ? '⌘ K' : 'Ctrl K';
export const ALT = apple ? '⌥' : 'Alt';
export const SHIFT = apple ? '⇧' : 'Shift';

export type Shortcut = 'find' | 'next-region' | 'previous-region' | 'close' | { readonly step: 1 | -1; readonly unreadOnly: boolean };
type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** What a key means to the whole window; undefined where it is only text. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey, isComposing }: Pressed): Shortcut | undefined {
  if (isComposing) return undefined;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'k') return 'find';
  if (key === 'F6') return shiftKey ? 'previous-region' : 'next-region';
  if (altKey && !ctrlKey && !metaKey && (key === 'ArrowDown' || key === 'ArrowUp')) return { step: key === 'ArrowDown' ? 1 : -1, unreadOnly: shiftKey };
  return key === 'Escape' && !ctrlKey && !metaKey && !altKey && !shiftKey ? 'close' : undefined;
}

/** The next of the window's parts to have the focus, around the end. */
export const nextRegion = (count: number, at: number, step: 1 | -1): number =>
  count === 0 ? -1 : at === -1 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count;
