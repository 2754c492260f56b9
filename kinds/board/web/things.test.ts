import { expect, test } from 'vitest';
import type { Now } from '../contract.ts';
import { agoOf, columnsOf, inOrder, shownOf, textOf } from './things.ts';
import { lineOf, Trails } from './trails.ts';

const now = (fields: Now['fields']): Now => ({ fields, heard: 5, crossed: [] });

test('[BW1] columns are the fields that most have, each of one sort; things stand by name as people read them', () => {
  const things = [
    shownOf('f10', now({ name: ['Ferry 10', 1], speed: [1, 1], note: ['late', 1] })),
    shownOf('f2', now({ name: ['Ferry 2', 1], speed: ['n/a', 1], place: [{ lat: 1, lon: 2 }, 1] })),
    shownOf('x', now({ speed: [3, 1], place: [{ lat: 1, lon: 2 }, 1] })),
  ];
  expect(columnsOf(things)).toEqual([
    { field: 'speed', sort: 'number' },
    { field: 'note', sort: 'state' },
    { field: 'place', sort: 'place' },
  ]);
  expect(columnsOf(things, 1)).toEqual([{ field: 'speed', sort: 'number' }]);
  expect(inOrder(things, 'en').map(({ name }) => name)).toEqual(['Ferry 2', 'Ferry 10', 'x']);
  expect([textOf(1234.567, 'en'), textOf({ lat: 59.33, lon: 18 }, 'en'), textOf('on', 'en')]).toEqual(['1,234.57', '59.330, 18.000', 'on']);
  expect([3_000, 59_000, 3_599_000, 86_399_000, 200_000_000].map((ms) => agoOf(0, ms))).toEqual([
    undefined,
    { count: 59, unit: 'second' },
    { count: 59, unit: 'minute' },
    { count: 23, unit: 'hour' },
    { count: 2, unit: 'day' },
  ]);
});

test('[BW2] a line of the last values joins what was and what comes, each once', () => {
  const trails = new Trails();
  expect(trails.take('a', now({ speed: [3, 300], name: ['A', 300] }))).toBe(true);
  expect(trails.take('a', now({ speed: [3, 300] }))).toBe(false);
  trails.seed({
    thing: 'a',
    field: 'speed',
    points: [
      [100, 1],
      [200, 2],
      [300, 3],
      [400, 9],
    ],
  });
  trails.take('a', now({ speed: [4, 400] }));
  expect(trails.of('a', 'speed')).toEqual([1, 2, 3, 4]);
  for (let at = 5; at < 100; at++) trails.take('a', now({ speed: [at, at * 100] }));
  expect(trails.of('a', 'speed')).toHaveLength(40);
  expect(lineOf([0, 5, 10], { width: 10, height: 10 })).toBe('M0.0 10.0L5.0 5.0L10.0 0.0');
  expect(lineOf([4, 4], { width: 10, height: 10 })).toBe('M0.0 5.0L10.0 5.0');
  expect(lineOf([4], { width: 10, height: 10 })).toBe('');
});
