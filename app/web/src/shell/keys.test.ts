import { expect, test } from 'vitest';
import { nextRegion, shortcutOf } from './keys.ts';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...held,
});

test('[WE20] the keys of the window', () => {
  expect(shortcutOf(pressed('k', { ctrlKey: true }))).toBe('find');
  expect(shortcutOf(pressed('K', { metaKey: true }))).toBe('find');
  expect(shortcutOf(pressed('F6'))).toBe('next-region');
  expect(shortcutOf(pressed('F6', { shiftKey: true }))).toBe('previous-region');
  expect(shortcutOf(pressed('Escape'))).toBe('close');
  expect(shortcutOf(pressed('ArrowDown', { altKey: true }))).toEqual({ step: 1, unreadOnly: false });
  expect(shortcutOf(pressed('ArrowUp', { altKey: true, shiftKey: true }))).toEqual({ step: -1, unreadOnly: true });
});

test('[WE20] what is only text means nothing', () => {
  for (const key of [pressed('k'), pressed('k', { ctrlKey: true, altKey: true }), pressed('ArrowDown'), pressed('Enter')])
    expect(shortcutOf(key)).toBeUndefined();
});

test('[WE20] nothing while a letter is being composed', () => {
  expect(shortcutOf(pressed('Escape', { isComposing: true }))).toBeUndefined();
});

test('[WE20] through the parts of the window, around the end', () => {
  expect(nextRegion(3, 2, 1)).toBe(0);
  expect(nextRegion(3, 0, -1)).toBe(2);
  expect(nextRegion(3, -1, 1)).toBe(0);
  expect(nextRegion(3, -1, -1)).toBe(2);
  expect(nextRegion(0, -1, 1)).toBe(-1);
});
