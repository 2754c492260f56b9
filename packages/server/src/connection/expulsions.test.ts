import { expect, test } from 'vitest';
import { Expulsions } from './expulsions.ts';

test('[HS12] some expulsions cost nothing, each after them a wait that adds up to a minute; others do not wait, and all is forgotten', () => {
  let now = 1_000_000;
  const expulsions = new Expulsions({ now: () => now, soon: () => undefined, after: () => () => undefined }, { perSecond: 0.1, burst: 3 });
  for (let at = 0; at < 3; at++) expulsions.note('mallory');
  expect(expulsions.wait('mallory')).toBe(0);
  expulsions.note('mallory');
  expect([expulsions.wait('mallory'), expulsions.wait('ann')]).toEqual([10_000, 0]);
  now += 4000;
  expect(expulsions.wait('mallory')).toBe(6000);
  now += 6000;
  expect(expulsions.wait('mallory')).toBe(0);
  for (let at = 0; at < 1000; at++) expulsions.note('mallory');
  expect(expulsions.wait('mallory')).toBe(60_000);
  now += 90_000;
  for (let at = 0; at < 3; at++) expulsions.note('mallory');
  expect(expulsions.wait('mallory')).toBe(0);
});
