import { expect, test } from 'vitest';
import { cpuByThread, cpuSeconds, residentBytes } from './proc.ts';
import { pairedRatio, quantile, short, summary } from './statistics.ts';

test('[BN5] the median of the runs, with the least and the most', () => {
  expect(summary([5, 1, 100])).toEqual({ median: 5, least: 1, most: 100, runs: 3 });
  expect(summary([4, 2]).median).toBe(3);
  expect(() => summary([])).toThrow(RangeError);
});

test('[BN5] a quantile lies between its neighbours in proportion', () => {
  const values = Array.from({ length: 101 }, (_, value) => value).toReversed();
  expect(quantile(values, 0.5)).toBe(50);
  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile([1, 2], 0.75)).toBe(1.75);
});

test('[BN5] ratios are of the same round, and a round without both counts for nothing', () => {
  expect(pairedRatio([10, 40, undefined], [5, 10, 1])).toEqual({ median: 3, least: 2, most: 4, runs: 2 });
  expect(pairedRatio([undefined], [1])).toBeUndefined();
});

test('figures are shortened to what can be read off them', () => {
  expect([0.0384, 1.5, 12, 99.6, 640, 9994, 9996, 34_567, 999_600, 12_345_678].map(short)).toEqual([
    '0.0384',
    '1.50',
    '12',
    '100',
    '640',
    '9994',
    '10.0k',
    '34.6k',
    '1.00M',
    '12.3M',
  ]);
});

test.runIf(process.platform === 'linux')('[BN7] time and memory are those of the process that was asked for', () => {
  const spun = performance.now();
  const before = cpuSeconds(process.pid);
  while (cpuSeconds(process.pid) <= before) if (performance.now() - spun > 10_000) break;
  expect(cpuSeconds(process.pid)).toBeGreaterThan(before);
  expect(cpuByThread(process.pid)['main']).toBeGreaterThan(0);
  expect(residentBytes(process.pid) / process.memoryUsage.rss()).toBeCloseTo(1, 0);
  expect(() => residentBytes(0)).toThrow();
});
