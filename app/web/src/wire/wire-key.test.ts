import { expect, test } from 'vitest';
import { isWireKey } from './wire-key.ts';

const pressed = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  code: 'Period',
  ctrlKey: true,
  metaKey: false,
  altKey: false,
  shiftKey: true,
  isComposing: false,
  ...held,
});

test('[WP1] Ctrl or ⌘, Shift, and the key of the full stop, whatever it writes', () => {
  for (const key of ['>', '.', ':', 'Ю']) expect(isWireKey(pressed(key))).toBe(true);
  expect(isWireKey(pressed('>', { ctrlKey: false, metaKey: true }))).toBe(true);
  // A layout that has the full stop elsewhere.
  expect(isWireKey(pressed('.', { code: 'KeyV' }))).toBe(true);
});

test('[WP1] anything less is text, or somebody else’s key', () => {
  for (const held of [{ ctrlKey: false }, { shiftKey: false }, { altKey: true }, { isComposing: true }, { code: 'Comma' }] as const)
    expect(isWireKey(pressed(':', held))).toBe(false);
});
