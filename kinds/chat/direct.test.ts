import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { directId, isDirectId } from './direct.ts';
import { sha256 } from './sha256.ts';

test('[CH3] the id of a direct room is 120 bits of SHA-256 over its sorted people', () => {
  expect(directId(['bob', 'ann', 'bob'])).toBe(`d-${createHash('sha256').update('ann,bob').digest('base64url').slice(0, 20)}`);
  expect(isDirectId(directId(['ann']))).toBe(true);
  expect(isDirectId('d-short')).toBe(false);
});

test('[CH3] our SHA-256 is everybody’s', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: 'grapheme', size: 'max' }), (text) => {
      expect(Buffer.from(sha256(text)).toString('hex')).toBe(createHash('sha256').update(text).digest('hex'));
    }),
  );
});
