import { expect, test } from 'vitest';
import { DAY } from './clock.ts';
import { createWorld } from './testing/world.ts';

type World = Awaited<ReturnType<typeof createWorld>>;

async function invite(
  world: World,
  cookie: string,
  body: object = {},
): Promise<{ readonly id: string; readonly token: string; readonly link: string; readonly qr: string }> {
  const { json } = await world.post('/api/invites', { cookie, body });
  const { id, link, qr } = json as Record<string, string>;
  return { id: id ?? '', link: link ?? '', qr: qr ?? '', token: (link ?? '').split('#')[1] ?? '' };
}
const joining = (token: string, name: string) => ({ token, name, password: 'quiet harbour' });

test('[AP20] a name and a password are enough, and the use is counted', async () => {
  await using world = await createWorld();
  const owner = await world.found();
  const { token } = await invite(world, owner, { maxUses: 2 });
  expect((await world.get(`/api/invites/${token}`)).json).toEqual({ workspace: 'Harbour Works', invitedBy: 'Ada Lind' });
  const answer = await world.post('/api/join', { body: joining(token, 'Mira Okafor') });
  expect(answer.status).toBe(201);
  expect((await world.get('/api/me', { cookie: world.cookieOf(answer) })).json).toMatchObject({
    state: 'signed-in',
    me: { name: 'Mira Okafor', role: 'member' },
  });
  expect((await world.get('/api/invites', { cookie: owner })).json).toMatchObject({ invites: [{ uses: 1, maxUses: 2 }] });
});

test('[AP20] of two on the last use one comes in', async () => {
  await using world = await createWorld();
  const { token } = await invite(world, await world.found(), { maxUses: 1 });
  const answers = await Promise.all(['Mira', 'Jonas'].map((name) => world.post('/api/join', { body: joining(token, name) })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
  expect(world.hub.people.size).toBe(2);
});

test('[AP21] expired, revoked, used up and made up look the same', async () => {
  await using world = await createWorld();
  const owner = await world.found();
  const [revoked, used, expired] = [await invite(world, owner), await invite(world, owner, { maxUses: 1 }), await invite(world, owner)];
  expect((await world.ask('DELETE', `/api/invites/${revoked.id}`, { cookie: owner })).status).toBe(200);
  expect((await world.post('/api/join', { body: joining(used.token, 'Mira') })).status).toBe(201);
  world.time.now += 7 * DAY;
  const answers = [];
  for (const token of [revoked.token, used.token, expired.token, 'B'.repeat(43)]) {
    answers.push(await world.post('/api/join', { body: joining(token, 'Jonas') }), await world.get(`/api/invites/${token}`));
  }
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(404);
});

test.each(['ada lind', 'ADA  LIND', 'Ａｄａ Lind'])('[AP22] %s is taken when Ada Lind is here', async (name) => {
  await using world = await createWorld();
  const { token } = await invite(world, await world.found(), { maxUses: 1 });
  const answer = await world.post('/api/join', { body: joining(token, name) });
  expect([answer.status, answer.json]).toMatchObject([409, { error: { kind: 'name-taken', field: 'name' } }]);
  expect((await world.get(`/api/invites/${token}`)).status).toBe(200);
});

test('[AP23] the link points where another device can open it', async () => {
  await using world = await createWorld();
  const owner = await world.found();
  const port = await world.port();
  expect((await invite(world, owner)).link).toMatch(new RegExp(`^http://192\\.168\\.7\\.20:${port}/join#[A-Za-z0-9_-]{43}$`));
  expect((await invite(world, owner)).qr).toMatch(/^<svg /);
});

test('[AP23] administrators see all invites, others their own, guests none', async () => {
  await using world = await createWorld();
  const owner = await world.found();
  const [mira, lev] = [await world.person('Mira'), await world.person('Lev', 'guest')];
  const theirs = await invite(world, owner);
  const own = await invite(world, mira.cookie);
  const listed = async (cookie: string) =>
    ((await world.get('/api/invites', { cookie })).json as { invites?: readonly { id: string }[] }).invites?.map(({ id }) => id).sort();
  expect(await listed(owner)).toEqual([theirs.id, own.id].sort());
  expect(await listed(mira.cookie)).toEqual([own.id]);
  expect((await world.get('/api/invites', { cookie: lev.cookie })).status).toBe(404);
  expect((await world.post('/api/invites', { cookie: lev.cookie })).status).toBe(404);
  expect((await world.ask('DELETE', `/api/invites/${theirs.id}`, { cookie: mira.cookie })).status).toBe(404);
  expect((await world.ask('DELETE', `/api/invites/${own.id}`, { cookie: owner })).status).toBe(200);
});

test('[AP24] an account that the directory has not heard of is added at start', async () => {
  await using world = await createWorld();
  await world.found();
  const { token } = await invite(world, (await world.person('Mira')).cookie);
  world.hub.failBefore = 'addPerson';
  expect((await world.post('/api/join', { body: joining(token, 'Jonas Veld') })).status).toBe(500);
  world.hub.failBefore = '';
  expect(await world.house.people.addMissing(await world.house.accounts.all())).toBe(1);
  expect([...world.hub.people.values()].map(({ name, role }) => `${name} ${role}`)).toContain('Jonas Veld member');
  expect((await world.post('/api/sign-in', { body: { name: 'Jonas Veld', password: 'quiet harbour' } })).status).toBe(200);
});
