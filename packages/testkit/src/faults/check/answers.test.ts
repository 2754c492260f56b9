import { expect, test } from 'vitest';
import type { Happened, Position } from './history.ts';
import { done, found, gave, logOf, ROOM, said, started, TABLE, TERM } from './testing.ts';

const ann = started('ann.1', 'ann');
const log = logOf({ [TABLE]: [said('a1'), said('a2'), { name: 'claimed', data: { token: 'a3', slot: 1, who: 'ann' } }] });
const hers = [ann, gave('ann.1', 'a1', 1), gave('ann.1', 'a2', 2), gave('ann.1', 'a3', 3, { name: 'claim', input: { token: 'a3', slot: 1 } })];
const told = (
  n: number,
  more: {
    readonly position?: Position;
    readonly reply?: unknown;
    readonly error?: { readonly kind: string; readonly code?: string; readonly message?: string };
  },
): Happened => ({ t: 'told-reply', client: 'ann.1', link: 1, id: 'c', channel: TABLE, n, ...more });

test('[FC12] an answer that comes twice is the same both times', () => {
  const first = told(1, { position: [TERM, 1], reply: { count: 1 } });
  expect(found([[...hers, first, first]], log)).toEqual([]);
  expect(found([[...hers, first, told(1, { position: [TERM, 1], reply: { count: 2 } })]], log)).toEqual(['FC12 diverged']);
  expect(found([[...hers, first, told(1, { position: [TERM, 2], reply: { count: 1 } })]], log)).toEqual(['FC12 diverged']);
  expect(found([[...hers, first, told(1, { position: [TERM, 1], error: { kind: 'refused' } })]], log)).toEqual(['FC12 diverged']);
});

test('[FC12] that it is not its turn yet is no answer, and a deleted text is told without it', () => {
  expect(
    found(
      [
        [
          ...hers,
          told(1, { error: { kind: 'out-of-turn' } }),
          told(1, { position: [TERM, 1], reply: { count: 1 } }),
          told(1, { position: [TERM, 1], reply: null }),
        ],
      ],
      log,
    ),
  ).toEqual([]);
});

test('[FC12] a reply says what the log says', () => {
  expect(found([[...hers, done('ann.1', 'a2', { count: 2 })]], log)).toEqual([]);
  expect(found([[...hers, done('ann.1', 'a2', { count: 3 })]], log)).toEqual(['FC12 diverged']);
  const post = [ann, gave('ann.1', 'p1', 1, { channel: ROOM, name: 'post', input: { text: 'p1' } }), done('ann.1', 'p1', { ordinal: 2 })];
  expect(found([post], logOf({ [ROOM]: [{ name: 'posted', data: { ordinal: 1, author: 'ann', text: 'p1' } }] }))).toEqual(['FC12 diverged']);
});

test('[FC13] an answer or a refusal at a place that is not in the log was built on what a crash took back', () => {
  expect(found([[...hers, told(2, { position: [TERM, 2], reply: { count: 2 } }), told(4, { position: ['0', 0], error: { kind: 'refused' } })]], log)).toEqual(
    [],
  );
  expect(found([[...hers, told(2, { position: ['1.bb', 2], reply: { count: 2 } })]], log)).toEqual(['FC13 uncommitted']);
  expect(found([[...hers, told(2, { position: [TERM, 4], error: { kind: 'refused' } })]], log)).toEqual(['FC13 uncommitted']);
});

test('[FC13] what a refusal refers to stands in the log by then', () => {
  const taken = (message: string, offset: number): Happened => told(4, { position: [TERM, offset], error: { kind: 'refused', code: 'taken', message } });
  expect(found([[...hers, taken('a3', 3)]], log)).toEqual([]);
  expect(found([[...hers, taken('a3', 2)]], log)).toEqual(['FC13 uncommitted']);
  expect(found([[...hers, taken('nobody', 3)]], log)).toEqual(['FC13 uncommitted']);
});
