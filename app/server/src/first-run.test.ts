import { expect, test } from 'vitest';
import { howTo } from './how-to.ts';
import { createWorld } from './testing/world.ts';

const form = { workspace: 'Harbour Works', name: 'Ada Lind', password: 'quiet harbour' };

test('[AP10] before the first run everyone is told so, and only the link of this start opens it', async () => {
  await using world = await createWorld();
  expect((await world.get('/api/me')).json).toMatchObject({ state: 'first-run' });
  const old = await world.house.firstRun.newToken();
  const token = await world.house.firstRun.newToken();
  for (const wrong of [old, 'A'.repeat(43)]) expect((await world.post('/api/first-run', { body: { ...form, token: wrong } })).status).toBe(404);
  expect((await world.post('/api/first-run', { body: { ...form, token } })).status).toBe(201);
});

test('[AP11] the first run makes workspace, owner and first room, signs in, and cannot be run again', async () => {
  await using world = await createWorld();
  const token = await world.house.firstRun.newToken();
  const answer = await world.post('/api/first-run', { body: { ...form, token } });
  const cookie = world.cookieOf(answer);
  const me = (await world.get('/api/me', { cookie })).json;
  expect(me).toMatchObject({ state: 'signed-in', workspace: 'Harbour Works', me: { name: 'Ada Lind', role: 'owner' } });
  const [[room, general] = []] = [...world.hub.rooms];
  expect(world.hub.firstRoom).toBe(room);
  expect(general?.texts).toEqual(howTo('Harbour Works'));
  expect([...(general?.pins ?? [])]).toEqual([1]);
  expect(general?.members).toEqual([...world.hub.people.keys()]);
  expect((await world.post('/api/first-run', { body: { ...form, token } })).status).toBe(404);
  expect((await world.get('/api/me')).json).toMatchObject({ state: 'signed-out', workspace: 'Harbour Works' });
});

test('[AP11] of two who send the form at once one wins', async () => {
  await using world = await createWorld();
  const token = await world.house.firstRun.newToken();
  const answers = await Promise.all([1, 2].map(() => world.post('/api/first-run', { body: { ...form, token } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
  expect(world.hub.people.size).toBe(1);
});

test.each(['nameWorkspace', 'addPerson', 'create', 'setFirstRoom', 'post', 'pin'])(
  '[AP12] cut before %s, it is finished by following the link again',
  async (step) => {
    await using world = await createWorld();
    const token = await world.house.firstRun.newToken();
    world.hub.failBefore = step;
    expect((await world.post('/api/first-run', { body: { ...form, token } })).status).toBe(500);
    world.hub.failBefore = '';
    expect((await world.get('/api/me')).json).toMatchObject({ state: 'first-run' });
    const again = await world.post('/api/first-run', { body: { ...form, name: 'Ada L.', password: 'another one', token } });
    expect(again.status).toBe(201);
    expect([...world.hub.people.values()]).toMatchObject([{ name: 'Ada L.', role: 'owner' }]);
    expect([...world.hub.rooms.values()].map(({ texts }) => texts)).toEqual([howTo('Harbour Works')]);
    expect((await world.post('/api/sign-in', { body: { name: 'ada l.', password: 'another one' } })).status).toBe(200);
  },
);
