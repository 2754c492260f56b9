import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test, vi } from 'vitest';
import { DAY } from './clock.ts';
import { pruneDaily } from './prune-daily.ts';

/** A clock whose hands a test turns by days. */
function calendar() {
  let now = Date.UTC(2030, 0, 31, 12);
  const due: (() => void)[] = [];
  return {
    now: () => now,
    after(ms: number, task: () => void) {
      expect(ms).toBe(DAY);
      due.push(task);
      return () => undefined;
    },
    async nextDay() {
      now += DAY;
      due.shift()?.();
      await vi.waitFor(() => expect(due).toHaveLength(1));
    },
  };
}

test('[BK5] backups that Atrium made are removed 30 days later: at start, and on the day while it runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-prune-'));
  const clock = calendar();
  const nameOf = (daysAgo: number): string => `before-restore-${new Date(clock.now() - daysAgo * DAY).toISOString().slice(0, 19).replaceAll(':', '-')}.db`;
  const [old, nearly, fresh] = [nameOf(31), nameOf(28), nameOf(0)];
  for (const name of [old, nearly, fresh, 'mine.db']) await writeFile(join(folder, name), '');
  const there = async (): Promise<readonly string[]> => (await readdir(folder)).toSorted();

  await pruneDaily({ folder, clock, log: pino({ level: 'silent' }) });
  expect(await there()).toEqual([nearly, fresh, 'mine.db']);
  await clock.nextDay();
  await clock.nextDay();
  expect(await there()).toEqual([nearly, fresh, 'mine.db']);
  await clock.nextDay();
  expect(await there()).toEqual([fresh, 'mine.db']);
  await rm(folder, { recursive: true });
});

test('[BK5] a folder that cannot be read stops nobody: it is logged, and tried again the next day', async () => {
  const root = await mkdtemp(join(tmpdir(), 'atrium-prune-'));
  const folder = join(root, 'backups');
  await writeFile(folder, 'a file where the folder should be');
  const clock = calendar();
  const log = pino({ level: 'silent' });
  const logged = vi.spyOn(log, 'error');
  await pruneDaily({ folder, clock, log });
  await clock.nextDay();
  expect(logged).toHaveBeenCalledTimes(2);
  await rm(root, { recursive: true });
});
