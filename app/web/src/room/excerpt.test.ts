import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

const nameOf = (id: string): string | undefined => (id === 'ada' ? 'Ada' : undefined);

test('[WE26] mentions are names, marks are gone', () => {
  expect(excerpt('# Plan\n> **<@ada>** and <@gone>: see [the list](https://x.test/a) and `eta`\n- one\n- two', nameOf)).toBe(
    'Plan @Ada and @…: see the list and eta one two',
  );
  expect(excerpt('```ts\nconst a = 1;\n```', nameOf)).toBe('const a = 1;');
});

test('[WE26] at most some four lines, cut between letters', () => {
  const cut = excerpt('👩‍🚀'.repeat(200), nameOf);
  expect([...cut].length).toBe(241);
  expect(cut.endsWith('…')).toBe(true);
  expect(cut.isWellFormed()).toBe(true);
});

test('[WE26] a long line of brackets takes no time', () => {
  expect(excerpt('['.repeat(8000), nameOf)).toHaveLength(241);
});
