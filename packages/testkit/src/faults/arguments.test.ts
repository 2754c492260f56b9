import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('[FC16] a seed that is given is taken, and one that is not comes from the clock and is told', () => {
  expect(readArguments(['--seed', '7', '--seconds', '20'], 1)).toEqual({
    seed: 7,
    seconds: 20,
    tables: ['arena', 'board', 'document', 'market'],
    json: false,
    mutants: 'none',
  });
  expect(readArguments([], 1_000_007)).toEqual({ seed: 7, seconds: 60, tables: ['arena', 'board', 'document', 'market'], json: false, mutants: 'none' });
  expect(readArguments(['--mutant', 'dedup-off', '--json'], 7)).toMatchObject({ mutants: 'dedup-off', json: true });
  expect(readArguments(['--mutants'], 7)).toMatchObject({ mutants: 'all' });
});

test('[FC16] what stands on the rooms’ tables can be chosen', () => {
  expect(readArguments(['--kinds', 'all'], 1).tables).toEqual(['arena', 'board', 'document', 'market']);
  expect(readArguments(['--kinds', 'none'], 1).tables).toEqual([]);
  expect(() => readArguments(['--kinds', 'roulette'], 1)).toThrow('--kinds');
});

test('[FC16] what is no seed or no time is refused', () => {
  expect(() => readArguments(['--seed', 'x'], 1)).toThrow('--seed');
  expect(() => readArguments(['--seconds', '0'], 1)).toThrow('--seconds');
  expect(() => readArguments(['--what'], 1)).toThrow('--what');
});
