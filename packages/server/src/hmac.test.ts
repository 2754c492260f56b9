import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmac } from './hmac.ts';

test('a message’s code is HMAC-SHA-256, whatever the length of key and text, one after another', () => {
  for (const key of ['7', '4294967295', 'k'.repeat(64), ''])
    for (const text of ['', 'post\n{"text":"hello"}', 'Grüße, Мира 👋', 'x'.repeat(10_000)])
      expect(hmac(key, text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
});

test('a key that is too long for a block is refused', () => {
  expect(() => hmac('k'.repeat(65), '')).toThrow(RangeError);
});
