import { CLOSE } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { DAY } from './clock.ts';
import { createWorld } from './testing/world.ts';

type World = Awaited<ReturnType<typeof createWorld>>;
async function resetToken(world: World, cookie: string, id: string): Promise<string> {
  const { text } = await world.post(`/api/people/${id}/reset`, { cookie });
  return /#([\w-]{43})/.exec(text)?.[1] ?? '';
}

test('[AP40] a reset link sets a new password once, and ends all sessions', async () => {
  await using world = await createWorld();
  const [ada, mira] = [await world.person('Ada', 'admin'), await world.person('Mira')];
  const old = await resetToken(world, ada.cookie, mira.id);
  const token = await resetToken(world, ada.cookie, mira.id);
  const use = (which: string) => world.post('/api/reset', { body: { token: which, password: 'another harbour' } });
  expect((await use(old)).status).toBe(404);
  const answer = await use(token);
  expect(answer.status).toBe(200);
  expect((await world.get('/api/sessions', { cookie: world.cookieOf(answer) })).status).toBe(200);
  expect((await world.get('/api/sessions', { cookie: mira.cookie })).status).toBe(401);
  expect(world.hub.revoked).toMatchObject([{ code: CLOSE.sessionEnded }]);
  expect((await use(token)).status).toBe(404);
  expect((await world.post('/api/sign-in', { body: { name: 'Mira', password: 'another harbour' } })).status).toBe(200);
});

test('[AP40] after a day it does not work', async () => {
  await using world = await createWorld();
  const [ada, mira] = [await world.person('Ada', 'admin'), await world.person('Mira')];
  const token = await resetToken(world, ada.cookie, mira.id);
  world.time.now += DAY;
  expect((await world.post('/api/reset', { body: { token, password: 'another harbour' } })).status).toBe(404);
});

test('[AP40] of two who use it at once one wins', async () => {
  await using world = await createWorld();
  const [ada, mira] = [await world.person('Ada', 'admin'), await world.person('Mira')];
  const token = await resetToken(world, ada.cookie, mira.id);
  const answers = await Promise.all(['first harbour', 'second harbour'].map((password) => world.post('/api/reset', { body: { token, password } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
});

test('[AP41] whoever may not gets the answer for missing', async () => {
  await using world = await createWorld();
  const [owner, admin, member, other] = [
    await world.person('Ada', 'owner'),
    await world.person('Jonas', 'admin'),
    await world.person('Mira'),
    await world.person('Sana'),
  ];
  const missing = await world.post('/api/people/nobody/reset', { cookie: owner.cookie });
  expect(missing.status).toBe(404);
  const attempts = [
    ...(await Promise.all([owner, admin].map(({ id }) => world.ask('PATCH', `/api/people/${id}`, { cookie: member.cookie, body: { active: false } })))),
    await world.post(`/api/people/${other.id}/reset`, { cookie: member.cookie }),
    await world.post(`/api/people/${owner.id}/reset`, { cookie: admin.cookie }),
    await world.ask('PATCH', `/api/people/${owner.id}`, { cookie: admin.cookie, body: { role: 'member' } }),
    await world.ask('PATCH', `/api/people/${member.id}`, { cookie: admin.cookie, body: { role: 'owner' } }),
    await world.ask('PATCH', '/api/people/nobody', { cookie: owner.cookie, body: { active: false } }),
  ];
  expect(new Set(attempts.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set([`404 ${missing.text}`]));
  expect(world.hub.revoked).toEqual([]);
});

test('[AP41] nobody changes their own role or closes their own account', async () => {
  await using world = await createWorld();
  const owner = await world.person('Ada', 'owner');
  for (const body of [{ role: 'member' }, { active: false }]) {
    expect((await world.ask('PATCH', `/api/people/${owner.id}`, { cookie: owner.cookie, body })).status).toBe(409);
  }
});

test('[AP42] a closed account has no session and no connection, and cannot come in', async () => {
  await using world = await createWorld();
  const [owner, mira] = [await world.person('Ada', 'owner'), await world.person('Mira')];
  const token = await resetToken(world, owner.cookie, mira.id);
  const change = (active: boolean) => world.ask('PATCH', `/api/people/${mira.id}`, { cookie: owner.cookie, body: { active } });
  expect((await change(false)).status).toBe(200);
  expect(world.hub.revoked).toEqual([{ identity: mira.id, code: CLOSE.accountClosed }]);
  expect((await world.get('/api/sessions', { cookie: mira.cookie })).status).toBe(401);
  const signIn = () => world.post('/api/sign-in', { body: { name: 'Mira', password: 'quiet harbour' } });
  expect((await signIn()).status).toBe(403);
  expect((await world.post('/api/reset', { body: { token, password: 'another harbour' } })).status).toBe(403);
  await change(true);
  expect((await signIn()).status).toBe(200);
});

test('[AP42] a new role makes the connections come back', async () => {
  await using world = await createWorld();
  const [owner, mira] = [await world.person('Ada', 'owner'), await world.person('Mira')];
  expect((await world.ask('PATCH', `/api/people/${mira.id}`, { cookie: owner.cookie, body: { role: 'admin' } })).status).toBe(200);
  expect(world.hub.people.get(mira.id)?.role).toBe('admin');
  expect(world.hub.revoked).toEqual([{ identity: mira.id, code: CLOSE.restart }]);
});
