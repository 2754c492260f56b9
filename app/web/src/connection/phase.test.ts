import { expect, test } from 'vitest';
import { GRACE_MS, phaseOf } from './phase.ts';

test('[WE18] for three seconds nothing is said', () => {
  expect(phaseOf({ state: 'waiting', retryAt: 9_000 }, 1_000, 1_000 + GRACE_MS - 1)).toEqual({ show: 'nothing', until: 1_000 + GRACE_MS });
  expect(phaseOf({ state: 'connecting' }, 1_000, 1_000)).toEqual({ show: 'nothing', until: 4_000 });
});

test('[WE18] then when it is tried again, in whole seconds', () => {
  expect(phaseOf({ state: 'waiting', retryAt: 10_400 }, 0, 5_000)).toEqual({ show: 'waiting', seconds: 6 });
  expect(phaseOf({ state: 'waiting', retryAt: 5_000 }, 0, 5_000)).toEqual({ show: 'connecting' });
  expect(phaseOf({ state: 'connecting' }, 0, 5_000)).toEqual({ show: 'connecting' });
});

test('[WE18] nothing while it is open, rejected or closed', () => {
  for (const state of ['open', 'rejected', 'closed'] as const) expect(phaseOf({ state }, 0, 60_000)).toEqual({ show: 'nothing' });
  expect(phaseOf({ state: 'waiting', retryAt: 9 }, undefined, 60_000)).toEqual({ show: 'nothing' });
});

test('[WP12] a connection that the person cut: at once, and without a time', () => {
  expect(phaseOf({ state: 'waiting' }, 1_000, 1_000)).toEqual({ show: 'cut' });
  expect(phaseOf({ state: 'waiting' }, 1_000, 90_000)).toEqual({ show: 'cut' });
});
