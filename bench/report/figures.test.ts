import { expect, test } from 'vitest';
import { type Case, perSecond } from '../cases/case.ts';
import type { PeerName } from '../lib/peers.ts';
import type { Measured } from '../load/job.ts';
import { chart } from './chart.ts';
import { verdicts } from './figures.ts';
import { jsonLines } from './lines.ts';
import type { CaseResult } from './result.ts';
import { rowsOf } from './table.ts';

const metric = perSecond('deliveries');
const of: Case = {
  name: 'room-1000-32',
  title: 'A room',
  about: '',
  peers: ['atrium', 'ws', 'bun'],
  mode: 'room',
  metric,
  also: [],
  targets: [
    { metric, beside: ['ws'], bound: { least: 20 } },
    { metric, beside: ['bun'], bound: { least: 0.8 } },
    { metric, least: 1000 },
  ],
  work: () => ({ job: 'holding', connections: 1, perRoom: 1, warmMs: 0, measureMs: 0 }),
};
const measured = (done: number, faults: readonly string[] = []): Measured => ({
  seconds: 1,
  done,
  said: 0,
  serverCpu: 1,
  generatorCpu: 1,
  othersCpu: 0,
  threads: {},
  faults,
});
const result = (runs: Partial<Record<PeerName, readonly (Measured | null)[]>>): CaseResult => ({
  name: of.name,
  measuredAt: '',
  machine: { cpu: '', cores: 2, memoryGb: 1, system: '', pinned: true, load: 0 },
  peers: (Object.keys(runs) as PeerName[]).map((peer) => ({ peer, version: '1', runs: runs[peer] ?? [] })),
});

test('[BN6] a target holds or falls short by so much, by the median of the rounds', () => {
  const ours = [measured(1000), measured(3000), measured(2000)];
  expect(
    verdicts(of, result({ atrium: ours, ws: [measured(100), measured(100), measured(100)], bun: [measured(4000), measured(3000), measured(2000)] })),
  ).toEqual([
    { target: '≥ 20 × ws (deliveries/s)', holds: true, said: 'holds: 20 × (10–30)' },
    { target: '≥ 0.8 × Bun publish (deliveries/s)', holds: true, said: 'holds: 1 × (0.250–1)' },
    { target: '≥ 1000 deliveries/s', holds: true, said: 'holds: 2000' },
  ]);
  expect(verdicts(of, result({ atrium: [measured(500)], ws: [measured(50)], bun: [measured(500)] }))).toEqual([
    { target: '≥ 20 × ws (deliveries/s)', holds: false, said: 'falls short by 50 %: 10 × (10–10)' },
    { target: '≥ 0.8 × Bun publish (deliveries/s)', holds: true, said: 'holds: 1 × (1–1)' },
    { target: '≥ 1000 deliveries/s', holds: false, said: 'falls short by 50 %: 500' },
  ]);
});

test('[BN6] where there is nothing to compare with, it says so', () => {
  expect(verdicts(of, result({ atrium: [measured(1)], bun: [null] })).map(({ said }) => said)).toEqual([
    'not measured',
    'not measured',
    'falls short by 100 %: 1',
  ]);
});

test('[BN4] a run that lost something is told of in the table, in the lines, and never counted as whole', () => {
  const lossy = result({ atrium: [measured(1), measured(2, ['3 of 9 messages did not arrive'])], ws: [measured(1), measured(1)] });
  expect(rowsOf(of, lossy)[1]?.at(-1)).toBe('3 of 9 messages did not arrive');
  expect(rowsOf(of, lossy)[2]?.at(-1)).toBe('yes');
  const lines = jsonLines(of, lossy)
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(lines).toMatchObject([
    { name: 'room-1000-32', value: 1.5, unit: 'deliveries/s', peer: 'atrium', ratio: null, whole: false },
    { name: 'room-1000-32', value: 1, unit: 'deliveries/s', peer: 'ws', ratio: 1.5, whole: true },
  ]);
});

test('the chart has a bar for each peer that came to something', () => {
  const drawn = chart({ cases: [result({ atrium: [measured(2)], ws: [measured(1)], bun: [null] })] });
  expect(drawn.match(/class="(?:ours|bar)"/g)).toHaveLength(2);
});
