import { CLOSE } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { DAY, HOUR } from './clock.ts';
import { createWorld } from './testing/world.ts';

const right = { name: 'Mira', password: 'quiet harbour' };

test('[AP30] the cookie is HttpOnly and Lax, and Secure exactly when the request was', async () => {
  await using world = await createWorld({ ATRIUM_TRUSTED_PROXIES: '127.0.0.0/8' });
  await world.person('Mira');
  const cookie = async (headers = {}) => (await world.post('/api/sign-in', { body: right, headers })).headers.get('set-cookie') ?? '';
  expect(await cookie()).toMatch(/^atrium_session=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=31536000$/);
  expect(await cookie({ 'x-forwarded-proto': 'https' })).toMatch(/; Secure$/);
});

test('[AP30] nobody but a trusted proxy says that it was https', async () => {
  await using world = await createWorld();
  await world.person('Mira');
  const { headers } = await world.post('/api/sign-in', { body: right, headers: { 'x-forwarded-proto': 'https' } });
  expect(headers.get('set-cookie')).not.toContain('Secure');
});

test('[AP31] an unknown name and a wrong password get the same answer', async () => {
  await using world = await createWorld();
  await world.person('Mira');
  const wrong = await world.post('/api/sign-in', { body: { ...right, password: 'loud harbour' } });
  const unknown = await world.post('/api/sign-in', { body: { ...right, name: 'Nobody' } });
  expect([wrong.status, wrong.json]).toMatchObject([401, { error: { kind: 'wrong-password' } }]);
  expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
});

test('[AP33] no token and no password stands in the database or the log as it is', async () => {
  await using world = await createWorld();
  const setup = await world.house.firstRun.newToken();
  const first = await world.post('/api/first-run', { body: { token: setup, workspace: 'Harbour Works', name: 'Ada', password: 'quiet harbour' } });
  const cookie = world.cookieOf(first);
  const invited = JSON.stringify((await world.post('/api/invites', { cookie })).json).match(/#([\w-]{43})/)?.[1];
  const { id } = await world.person('Mira');
  const reset = JSON.stringify((await world.post(`/api/people/${id}/reset`, { cookie })).json).match(/#([\w-]{43})/)?.[1];
  world.rows.failing = true;
  await world.post('/api/sign-in', { body: { name: 'Ada', password: 'quiet harbour' } });
  world.rows.failing = false;
  const written = world.rows.dump() + world.logged.join('\n');
  expect(world.logged).not.toEqual([]);
  for (const secret of [setup, cookie.split('=')[1], invited, reset, 'quiet harbour']) {
    expect(secret).toMatch(/.{10}/);
    expect(written).not.toContain(secret);
  }
});

test('[AP34] sessions are listed and ended, and their connections closed', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  await world.post('/api/sign-in', { body: right, headers: { 'user-agent': 'Phone' } });
  const { sessions } = (await world.get('/api/sessions', { cookie })).json as unknown as { sessions: { id: string; current: boolean; userAgent: string }[] };
  expect(sessions.map(({ current, userAgent }) => [current, userAgent]).sort()).toEqual([
    [false, 'Phone'],
    [true, 'test'],
  ]);
  const other = sessions.find(({ current }) => !current)?.id ?? '';
  expect((await world.ask('DELETE', `/api/sessions/${other}`, { cookie })).status).toBe(200);
  expect(world.hub.revoked).toEqual([{ session: other, code: CLOSE.sessionEnded }]);
  expect((await world.ask('DELETE', `/api/sessions/${other}`, { cookie })).status).toBe(404);
});

test("[AP34] nobody ends another person's session", async () => {
  await using world = await createWorld();
  const [mira, ada] = [await world.person('Mira'), await world.person('Ada', 'owner')];
  const [session] = await world.house.sessions.of(mira.id);
  expect(session).toBeDefined();
  expect((await world.ask('DELETE', `/api/sessions/${session?.id}`, { cookie: ada.cookie })).status).toBe(404);
  expect(world.hub.revoked).toEqual([]);
  expect((await world.get('/api/sessions', { cookie: mira.cookie })).status).toBe(200);
});

test('[AP34] signing out ends the session', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  const out = await world.post('/api/sign-out', { cookie });
  expect(out.headers.get('set-cookie')).toMatch(/^atrium_session=; .*Max-Age=0/);
  expect(world.hub.revoked).toMatchObject([{ code: CLOSE.sessionEnded }]);
  expect((await world.get('/api/sessions', { cookie })).status).toBe(401);
});

test('[AP35] a new password needs the one of now and ends all other sessions', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  const elsewhere = world.cookieOf(await world.post('/api/sign-in', { body: right }));
  const change = (current: string) => world.post('/api/password', { cookie, body: { current, next: 'another harbour' } });
  expect([(await change('loud harbour')).json, world.hub.revoked]).toMatchObject([{ error: { kind: 'wrong-password', field: 'current' } }, []]);
  expect((await change('quiet harbour')).status).toBe(200);
  expect(world.hub.revoked).toHaveLength(1);
  expect((await world.get('/api/sessions', { cookie: elsewhere })).status).toBe(401);
  expect((await world.get('/api/sessions', { cookie })).status).toBe(200);
  expect((await world.post('/api/sign-in', { body: right })).status).toBe(401);
  expect((await world.post('/api/sign-in', { body: { ...right, password: 'another harbour' } })).status).toBe(200);
});

test('[AP36] the last use is written at most once an hour, and after a year without one it is over', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  const touches = () => world.rows.writes.filter((text) => text.startsWith('update sessions')).length;
  const look = async () => (await world.get('/api/sessions', { cookie })).status;
  expect([await look(), await look(), touches()]).toEqual([200, 200, 0]);
  world.time.now += HOUR;
  expect([await look(), await look(), touches()]).toEqual([200, 200, 1]);
  world.time.now += 364 * DAY;
  expect(await look()).toBe(200);
  world.time.now += 365 * DAY;
  expect(await look()).toBe(401);
  await world.house.sessions.sweep();
  expect(world.rows.dump()).not.toContain('192.0.2.1');
});

test('[AP37] tries at a name are slowed down from where they come, not for the person', async () => {
  await using world = await createWorld({ ATRIUM_TRUSTED_PROXIES: '127.0.0.1' });
  await world.person('Mira');
  const attempt = (address: string, password: string) =>
    world.post('/api/sign-in', { body: { name: 'Mira', password }, headers: { 'x-forwarded-for': address } });
  const guesses = [];
  for (let i = 0; i < 12; i += 1) guesses.push(await attempt('198.51.100.9', `guess number ${i}`));
  expect(guesses.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429, 429]);
  expect(guesses.at(-1)?.headers.get('retry-after')).toBe('5');
  expect((await attempt('203.0.113.4', 'quiet harbour')).status).toBe(200);
  world.time.now += 5_000;
  expect((await attempt('198.51.100.9', 'quiet harbour')).status).toBe(200);
});
