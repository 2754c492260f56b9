import { expect, test } from 'vitest';
import { whenOf } from './when.ts';

test('[MW5] what was traded today has its time, and what was traded before its day', () => {
  const now = new Date(2026, 4, 14, 9, 30).getTime();
  const when = (at: Date): string => whenOf(at.getTime(), { language: 'en-GB', now });
  expect([when(new Date(2026, 4, 14, 0, 5)), when(new Date(2026, 4, 13, 23, 59)), when(new Date(2025, 4, 14, 9, 0))]).toEqual(['00:05', '13 May', '14 May']);
});
