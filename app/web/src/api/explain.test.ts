import { AtriumError } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { en } from '../strings/en.ts';
import { speaker } from '../strings/speak.ts';
import type { Say } from '../strings/speech.tsx';
import { explain } from './explain.ts';
import { ApiError } from './request.ts';

const speak = speaker(en, 'en');
const say: Say = (key, ...args) => speak(key, args[0]);

test.each([
  [new ApiError({ kind: 'unreachable', message: '' }), en['error.offline']],
  [new ApiError({ kind: 'name-taken', message: '', field: 'name' }), en['error.nameTaken']],
  [new ApiError({ kind: 'wrong-password', message: '', field: 'current' }), en['error.wrongPassword']],
  [new ApiError({ kind: 'bad-input', message: '', field: 'password' }), en['error.weak']],
  [new ApiError({ kind: 'bad-input', message: '', field: 'name' }), en['error.nameSpaces']],
  [new ApiError({ kind: 'not-found', message: '' }), en['error.notFound']],
  [new AtriumError({ kind: 'not-found' }), en['error.notFound']],
  [new AtriumError({ kind: 'refused', code: 'room-archived' }), en['error.archived']],
  [new AtriumError({ kind: 'refused' }), en['error.forbidden']],
  [new TypeError('x is undefined'), en['error.other']],
  ['thrown', en['error.other']],
])('[WE19] %s', (error, sentence) => {
  expect(explain(error, say)).toBe(sentence);
});

test('[WE19] how long to wait', () => {
  expect(explain(new ApiError({ kind: 'too-fast', message: '', retryAfterMs: 2_100 }), say)).toBe('Too many tries. Wait 3 seconds and try again.');
  expect(explain(new AtriumError({ kind: 'overloaded', retryAfterMs: 20 }), say)).toBe('Too many tries. Wait 1 second and try again.');
  expect(explain(new ApiError({ kind: 'too-fast', message: '' }), say)).toBe(en['error.tooFastBare']);
});
