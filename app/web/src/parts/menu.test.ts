import { expect, test } from 'vitest';
import { nextItem } from './Menu.tsx';
import { placeMenu } from './place.ts';

const labels = ['Rename', 'Archive', 'Remove', 'Удалить'];

test('[WE21] arrows around the end, Home and End', () => {
  expect(nextItem('ArrowDown', 3, labels)).toBe(0);
  expect(nextItem('ArrowUp', 0, labels)).toBe(3);
  expect(nextItem('ArrowUp', -1, labels)).toBe(3);
  expect(nextItem('Home', 2, labels)).toBe(0);
  expect(nextItem('End', 0, labels)).toBe(3);
});

test('[WE21] a letter leads to the next item that begins with it', () => {
  expect(nextItem('r', 0, labels)).toBe(2);
  expect(nextItem('r', 2, labels)).toBe(0);
  expect(nextItem('у', 0, labels)).toBe(3);
  expect(nextItem('z', 0, labels)).toBeUndefined();
});

test('[WE21] other keys mean nothing, and so does any key in an empty menu', () => {
  for (const key of ['Enter', ' ', 'Shift', 'F6']) expect(nextItem(key, 0, labels)).toBeUndefined();
  expect(nextItem('ArrowDown', -1, [])).toBeUndefined();
});

const button = (left: number, top: number) => ({ left, top, right: left + 34, bottom: top + 34 });
const window = { width: 390, height: 800 };
const menu = { width: 208, height: 300 };

test('[WE22] under its button, flush with one side', () => {
  expect(placeMenu(button(20, 60), menu, window, 'left')).toEqual({ left: 20, top: 98 });
  expect(placeMenu(button(340, 60), menu, window, 'right')).toEqual({ left: 166, top: 98 });
});

test('[WE22] above it where there is more room', () => {
  expect(placeMenu(button(20, 740), menu, window, 'left')).toEqual({ left: 20, top: 436 });
});

test('[WE22] never out of the window', () => {
  expect(placeMenu(button(380, 60), menu, window, 'left').left).toBe(174);
  expect(placeMenu(button(0, 60), menu, window, 'right').left).toBe(8);
  expect(placeMenu(button(20, 380), { width: 208, height: 790 }, window, 'left').top).toBe(8);
});
