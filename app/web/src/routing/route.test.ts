import { expect, test } from 'vitest';
import { addressOf, isDoor, parseRoute, placeAfterSignIn, type Route, tokenIn } from './route.ts';

test('[WE1] a place and its address lead to each other', () => {
  const places: Route[] = [
    { at: 'home' },
    { at: 'room', room: 'd-aB3_x' },
    { at: 'room', room: 'general', ordinal: 4711 },
    { at: 'room', room: 'general', ref: 'board-ferry-7' },
    { at: 'rooms' },
    { at: 'people' },
    { at: 'settings' },
    { at: 'settings', part: 'sessions' },
    { at: 'join' },
    { at: 'sign-in' },
  ];
  for (const place of places) {
    const url = new URL(addressOf(place), 'http://atrium.test');
    expect(parseRoute(url.pathname, url.hash)).toEqual(place);
  }
});

test.each([
  ['/r/', ''],
  ['/r/a b', ''],
  ['/r/a/b', ''],
  [`/r/${'x'.repeat(65)}`, ''],
  ['/nothing', ''],
  ['//evil.example', ''],
])('[WE1] %s leads nowhere', (path, hash) => {
  expect(parseRoute(path, hash)).toEqual({ at: 'nowhere' });
});

test.each(['#0', '#-1', '#1.5', '#12abc', '#9999999999999999', '#'])('[WE1] %s is no message', (hash) => {
  expect(parseRoute('/r/general', hash)).toEqual({ at: 'room', room: 'general' });
});

test('[WE1] a slash at the end changes nothing', () => {
  expect(parseRoute('/rooms/', '')).toEqual({ at: 'rooms' });
});

test('[WE2] a token is in the fragment, whole', () => {
  const token = 'Zk3v9QhX2m7TtL0bC8sYwRf4uPj1aNeGdV6oKiMxBqI';
  expect(tokenIn(`#${token}`)).toBe(token);
  for (const no of ['', '#', '#short', `#${token}<script>`, `#${token} `, token, `#${'a'.repeat(201)}`]) expect(tokenIn(no)).toBeUndefined();
});

test('[WE3] after signing in: where they wanted to go, but nowhere else', () => {
  expect(placeAfterSignIn('/r/general#12')).toBe('/r/general#12');
  expect(placeAfterSignIn('/settings')).toBe('/settings');
  for (const elsewhere of ['https://evil.example/r/x', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-in', '/join#abcdefghijkl', '']) {
    expect(placeAfterSignIn(elsewhere)).toBe('/');
  }
});

test('[WE1] which places need no session', () => {
  expect(isDoor({ at: 'join' })).toBe(true);
  expect(isDoor({ at: 'room', room: 'general' })).toBe(false);
});
