import { apple, SHIFT } from '../shell/keys.ts';

export const WIRE_KEYS = apple ? `⌘ ${SHIFT} .` : `Ctrl ${SHIFT} .`;

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** With Shift the key of the full stop writes another sign on every layout, and is another key on some. */
export const isWireKey = ({ key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing }: Pressed): boolean =>
  !isComposing && (ctrlKey || metaKey) && shiftKey && !altKey && (code === 'Period' || key === '.' || key === '>');
