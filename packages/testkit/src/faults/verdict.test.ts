import { expect, test } from 'vitest';
import type { Findings } from './check/check.ts';
import type { Violation } from './check/violation.ts';
import { floorsOf, shortfalls } from './floors.ts';
import { EXIT, judge, report } from './verdict.ts';

const enough = { acknowledged: 10_000, kills: 10, cuts: 100, inFlight: 500 };
const lost: Violation = { rule: 'FC1', sort: 'lost', what: 'post ann.1-1 was acknowledged and has no effect', entries: [{ token: 'ann.1-1' }] };
const findings = (violations: readonly Violation[], efforts = enough): Findings => ({
  violations,
  efforts,
  counts: { events: 1, applied: 1, batches: 1, views: 1, replies: 1, unknown: 0 },
});
const run = { seed: 7, seconds: 60, folder: '/tmp/kept' };

test('[FC14] floors scale with the length of the run', () => {
  expect(floorsOf(60)).toEqual(enough);
  expect(floorsOf(20)).toEqual({ acknowledged: 3_334, kills: 4, cuts: 34, inFlight: 167 });
});

test('[FC14] below any floor a run without violations is inconclusive, and says what fell short', () => {
  for (const name of Object.keys(enough) as (keyof typeof enough)[]) {
    const efforts = { ...enough, [name]: enough[name] - 1 };
    expect(judge(findings([], efforts), 60).verdict).toBe('inconclusive');
    expect(shortfalls(efforts, 60)).toEqual([`${name} ${enough[name] - 1} of at least ${enough[name]}`]);
  }
  expect(EXIT.inconclusive).toBe(2);
  expect(report(findings([], { ...enough, kills: 3 }), run).at(-1)).toBe('verdict: inconclusive: kills 3 of at least 10 (seed 7, 60 s)');
});

test('[FC14] a violation counts however little was tried', () => {
  expect(judge(findings([lost], { ...enough, kills: 0 }), 60).verdict).toBe('violated');
  expect(EXIT.violated).toBe(1);
});

test('[FC15] a run that held says so in its last line, and its counts before', () => {
  expect(report(findings([]), run).slice(-2)).toEqual([
    'lost 0, duplicated 0, reordered 0, leaked 0, uncommitted 0, diverged 0',
    'verdict: held (seed 7, 60 s)',
  ]);
  expect(EXIT.held).toBe(0);
});

test('[FC15] a violation is printed with its entries, counted by its sort, and the folder is named', () => {
  const lines = report(findings([lost, { ...lost, rule: 'FC9', sort: 'leaked' }]), run);
  expect(lines).toContain('  post ann.1-1 was acknowledged and has no effect');
  expect(lines).toContain('    {"token":"ann.1-1"}');
  expect(lines.slice(-2)).toEqual([
    'lost 1, duplicated 0, reordered 0, leaked 1, uncommitted 0, diverged 0',
    'verdict: violated (seed 7, 60 s); everything is kept in /tmp/kept',
  ]);
});
