import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acts, play } from './history.ts';

test('[WO2] whatever people and the elements do: nothing lost, nothing twice, in order, every view the fold of its log', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), acts, async (seed, history) => {
      const { wrong } = await play(seed, history);
      expect(wrong).toEqual([]);
    }),
    { numRuns: Number(process.env['ATRIUM_HISTORIES'] ?? 60), seed: Number(process.env['ATRIUM_SEED'] ?? 20_260) },
  );
});

test('[WO3] the same on two nodes with a bus that loses, doubles and delays', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), acts, async (seed, history) => {
      const { wrong } = await play(seed, history, { nodes: 2, bus: { drop: 0.1, twice: 0.1, delayMs: [0, 20] } });
      expect(wrong).toEqual([]);
    }),
    { numRuns: Number(process.env['ATRIUM_HISTORIES'] ?? 60), seed: Number(process.env['ATRIUM_SEED'] ?? 20_261) },
  );
});

test('[WO4] a seed plays again, byte for byte', async () => {
  const [history] = fc.sample(acts, { numRuns: 1, seed: 4 });
  const runs = [await play(4, history!), await play(4, history!)].map(({ transcript }) => transcript.join('\n'));
  expect(runs[0]).not.toBe('');
  expect(runs[1]).toBe(runs[0]);
  expect((await play(5, history!)).transcript.join('\n')).not.toBe(runs[0]);
});
