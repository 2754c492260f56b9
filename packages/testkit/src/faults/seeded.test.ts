import { expect, test } from 'vitest';
import { oneOf, seeded, weighted } from './seeded.ts';

const draw = (random: () => number): readonly number[] => Array.from({ length: 20 }, random);

test('[FC16] the same seed and salts bring the same numbers, others bring others', () => {
  expect(draw(seeded(7, 1, 2))).toEqual(draw(seeded(7, 1, 2)));
  expect(draw(seeded(7, 1, 2))).not.toEqual(draw(seeded(8, 1, 2)));
  expect(draw(seeded(7, 1, 2))).not.toEqual(draw(seeded(7, 2, 1)));
});

test('[FC16] choices follow their weights', () => {
  const random = seeded(7);
  const counts = { often: 0, seldom: 0, never: 0 };
  for (let turn = 0; turn < 1_000; turn++) counts[weighted(random, { often: 9, seldom: 1, never: 0 })] += 1;
  expect(counts.never).toBe(0);
  expect(counts.often).toBeGreaterThan(850);
  expect(counts.seldom).toBeGreaterThan(50);
  expect(oneOf(random, [])).toBeUndefined();
});
