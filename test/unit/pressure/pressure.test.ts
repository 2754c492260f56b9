import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld } from '@atrium/testkit';
import { expect, test } from 'vitest';
import { runConfined } from '../../../packages/store-sqlite/src/testing/confined.ts';

test('[UP1] [UP2] on a full disk commands are kept, reads are answered, and with room each command is done once, in order', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-full-'));
  try {
    const order = ['1', '2', '3', '4'];
    expect(await runConfined(new URL('./on-full-disk.ts', import.meta.url), folder, { size: '3m' })).toEqual({
      whileFull: {
        done: 0,
        system: { kind: 'overloaded', message: expect.stringMatching(/the disk is full/) },
        joined: { count: 3 },
        query: { count: 3 },
      },
      orders: { ann: order, bob: order, cem: order },
      count: 12,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('[UP3] with commits of 2 s nothing is refused, done twice or shown early; what waits shares a commit, and other channels do not wait', async () => {
  await using world = createWorld({ seed: 11, store: { commitMs: [1_000, 1_000] } });
  const LOBBY = 'private/lobby';
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  const first = ann.emit(LOBBY, 'post', { text: 'first' });
  await world.clock.advance(100);
  const rest = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? ann : bob).emit(LOBBY, 'post', { text: `${n}` }));
  await world.clock.advance(1_500);
  expect([ann.waiting, bob.waiting]).toEqual([21, 20]);
  expect(bob.channel(LOBBY).events).toEqual([]);
  // Other channels do not wait; who asks this one is told what is on disk, when the commit that is under way is.
  const cem = await world.join('cem', 'private/lobby-next-door');
  expect(world.store.commits).toHaveLength(1);
  const joining = cem.join(LOBBY);
  const query = cem.query(LOBBY, 'lines', { containing: '' });

  await world.run(Promise.all([first, ...rest]));
  expect((await world.run(query)).reply).toMatchObject({ lines: expect.any(Array) });
  await world.clock.advance(100);
  expect(joining.state).toBe('live');
  const texts = world.log(LOBBY).map(({ body }) => (JSON.parse(body ?? '{}') as { text: string }).text);
  expect(texts).toHaveLength(41);
  expect(new Set(texts).size).toBe(41);
  for (const parity of [0, 1]) {
    const own = texts
      .slice(1)
      .map(Number)
      .filter((n) => n % 2 === parity);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
  }
  expect(world.store.commits).toHaveLength(2);
  for (const client of [ann, bob]) expect(client.channel(LOBBY).events).toHaveLength(41);
  expect(joining.view).toEqual(ann.channel(LOBBY).view);
  expect(world.violations).toEqual([]);
});
