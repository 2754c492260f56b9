import { expect, test } from 'vitest';
import { DAY } from './clock.ts';
import { createWorld } from './testing/world.ts';

test('[AP74] while the store cannot write, who is signed in comes in and reads, and what has to be written is refused with the reason', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  world.time.now += DAY;
  world.rows.full = true;
  expect((await world.get('/api/sessions', { cookie })).json).toMatchObject({ sessions: [{ current: true }] });
  const right = { name: 'Mira', password: 'quiet harbour' };
  const refused = await world.post('/api/sign-in', { body: right });
  expect([refused.status, refused.headers.get('retry-after'), refused.json]).toMatchObject([
    503,
    '10',
    { error: { kind: 'overloaded', message: expect.stringMatching(/disk is full/) } },
  ]);
  expect(refused.text).not.toContain('/somewhere');
  world.rows.full = false;
  expect((await world.post('/api/sign-in', { body: right })).status).toBe(200);
});
