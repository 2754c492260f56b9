import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { disposable } from './append.ts';
import { bodies, rowsIn, textsOf } from './drafts.ts';
import type { StorePlace } from './place.ts';
import type { Check } from './registrar.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const RUNS = 3;
const ACKNOWLEDGED_PER_RUN = 150;

export function crashChecks(check: Check): void {
  check('[ST1] what was acknowledged is there after a kill in the middle of appends, in order, and nothing is there by half', async (place) => {
    const acknowledged = new Map<string, number>();
    for (let run = 1; run <= RUNS; run += 1) {
      await floodAndKill(place, run, acknowledged);
      await using store = disposable(await place.open());
      let events = 0;
      for (const [channel, offset] of acknowledged) {
        const texts = await textsOf(store, channel);
        expect(texts.length).toBeGreaterThanOrEqual(offset);
        expect(texts).toEqual(bodies(...texts.map((_, index) => `${channel}:${index + 1}`)));
        expect((await store.load(channel)).head[1]).toBe(texts.length);
        events += texts.length;
      }
      expect(await rowsIn(store)).toHaveLength(events);
    }
    expect(acknowledged.size).toBe(3);
  });
}

/** Kills the child as soon as enough was acknowledged, and notes the last offset acknowledged for each channel. */
async function floodAndKill(place: StorePlace, run: number, acknowledged: Map<string, number>): Promise<void> {
  const child = spawn(process.execPath, [CHILD, place.elsewhere.module, place.elsewhere.where, String(run)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [channel = '', offset = ''] = line.split(' ');
    acknowledged.set(channel, Math.max(acknowledged.get(channel) ?? 0, Number(offset)));
    lines += 1;
    if (lines === ACKNOWLEDGED_PER_RUN) child.kill('SIGKILL');
  }
  await exited;
  expect(lines).toBeGreaterThanOrEqual(ACKNOWLEDGED_PER_RUN);
}
