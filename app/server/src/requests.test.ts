import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createWorld } from './testing/world.ts';

test('[AP60] what changes something needs our header', async () => {
  await using world = await createWorld();
  const { cookie } = await world.person('Mira');
  const without = await world.post('/api/sign-out', { cookie, headers: { 'x-atrium': '' } });
  expect([without.status, without.json]).toMatchObject([403, { error: { kind: 'refused' } }]);
  expect((await world.get('/api/sessions', { cookie })).status).toBe(200);
});

test('[AP60] an Origin that is sent must be ours', async () => {
  await using world = await createWorld({ ATRIUM_URL: 'https://atrium.example.org' });
  const { cookie } = await world.person('Mira');
  const from = async (origin: string) => (await world.post('/api/invites', { cookie, headers: { origin } })).status;
  for (const foreign of ['https://evil.example', 'null', 'http://127.0.0.1', 'https://atrium.example.org.evil.example']) expect(await from(foreign)).toBe(403);
  for (const ours of ['https://atrium.example.org', `http://127.0.0.1:${await world.port()}`]) expect(await from(ours)).toBe(201);
});

const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/api/first-run': { token: 'A'.repeat(43), workspace: 'Harbour Works', name: 'Ada', password: 'quiet harbour' },
  '/api/join': { token: 'A'.repeat(43), name: 'Ada', password: 'quiet harbour' },
  '/api/sign-in': { name: 'Ada', password: 'quiet harbour' },
  '/api/reset': { token: 'A'.repeat(43), password: 'quiet harbour' },
  '/api/password': { current: 'quiet harbour', next: 'quiet harbour' },
};
const cases = Object.entries(fields).flatMap(([path, body]) => Object.keys(body).map((field) => [path, field] as const));

test.each(cases)('[AP61] %s takes a string as %s and nothing else', async (path, field) => {
  await using world = await createWorld();
  for (const wrong of [{ $ne: null }, ['x'], 7, null, true, '\ud800 lone', 'x'.repeat(300)]) {
    // A lone surrogate may be what somebody believes their password was.
    if (typeof wrong === 'string' && wrong.length < 300 && ['/api/sign-in', '/api/password'].includes(path) && field !== 'next') continue;
    const answer = await world.post(path, { body: { ...fields[path], [field]: wrong } });
    expect([answer.status, answer.json]).toMatchObject([400, { error: { kind: 'bad-input', field } }]);
  }
  const { [field]: _, ...rest } = fields[path] ?? {};
  expect((await world.post(path, { body: rest })).status).toBe(400);
  expect(world.hub.commands).toEqual([]);
});

test.each([
  'null',
  '[]',
  '"text"',
  '{"__proto__":{"role":"owner"},"name":"Ada","password":"quiet harbour"}',
  '{"name":"Ada","password":"quiet harbour","role":"owner"}',
  '{"name":',
])('[AP61] %s is no form', async (raw) => {
  await using world = await createWorld();
  const answer = await world.post('/api/sign-in', { body: undefined, raw });
  expect([answer.status, answer.json]).toMatchObject([400, { error: { kind: 'bad-input' } }]);
});

test.each(['constructor', '__proto__', 'a%00b', '..%2f..', 'x'.repeat(500)])('[AP61] an id like %s finds nothing and breaks nothing', async (id) => {
  await using world = await createWorld();
  const { cookie } = await world.person('Ada', 'owner');
  for (const answer of [
    await world.ask('PATCH', `/api/people/${id}`, { cookie, body: { active: false } }),
    await world.ask('DELETE', `/api/sessions/${id}`, { cookie }),
    await world.ask('DELETE', `/api/invites/${id}`, { cookie }),
    await world.get(`/api/invites/${id}`),
  ]) {
    expect([400, 404]).toContain(answer.status);
  }
});

test('[AP62] too much, and what is no JSON, get their own answers', async () => {
  await using world = await createWorld();
  const large = await world.post('/api/sign-in', { body: { name: 'Ada', password: 'x'.repeat(70_000) } });
  expect([large.status, large.json]).toMatchObject([413, { error: { kind: 'bad-input' } }]);
  const form = await world.post('/api/sign-in', { raw: 'name=Ada&password=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(form.status).toBe(400);
});

test('[AP63] every answer carries the security headers', async () => {
  await using world = await createWorld();
  for (const answer of [await world.get('/'), await world.get('/api/nothing'), await world.get('/healthz'), await world.post('/api/sign-in', { raw: '{' })]) {
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${await world.port()} wss://`);
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
  }
});

test('[AP64] what is not foreseen is logged once and tells nothing', async () => {
  await using world = await createWorld();
  world.rows.failing = true;
  const answer = await world.post('/api/sign-in', { body: { name: 'Ada', password: 'quiet harbour' } });
  expect([answer.status, answer.json]).toEqual([500, { error: { kind: 'internal', message: 'Something broke in the server. It has been logged.' } }]);
  expect(world.logged).toHaveLength(1);
  expect(world.logged[0]).toContain(answer.headers.get('x-request-id'));
});

test('[AP65] pages get the index, hashed files are kept for ever and packed, nothing else is served', async () => {
  await using world = await createWorld();
  mkdirSync(join(world.webFolder, 'assets'), { recursive: true });
  mkdirSync(join(world.webFolder, '.vite'));
  writeFileSync(join(world.webFolder, 'index.html'), '<!doctype html><title>Atrium</title>');
  writeFileSync(join(world.webFolder, 'assets/main-abc123.js'), 'console.log("long enough")');
  writeFileSync(join(world.webFolder, 'assets/main-abc123.js.gz'), gzipSync('console.log("long enough")'));
  writeFileSync(join(world.webFolder, '.vite/manifest.json'), '{}');
  writeFileSync(join(world.webFolder, '../secret.txt'), 'secret');
  for (const page of ['/', '/r/abcdefghijklmnop', '/setup', '/join', '/reset', '/sign-in', '/index.html']) {
    const { status, headers, text } = await world.get(page);
    expect([status, headers.get('cache-control'), headers.get('content-type'), text]).toEqual([
      200,
      'no-cache',
      'text/html; charset=utf-8',
      '<!doctype html><title>Atrium</title>',
    ]);
  }
  const script = await world.get('/assets/main-abc123.js', { headers: { 'accept-encoding': 'gzip' } });
  expect([script.headers.get('content-encoding'), script.headers.get('cache-control'), script.headers.get('content-type')]).toEqual([
    'gzip',
    'public, max-age=31536000, immutable',
    'text/javascript; charset=utf-8',
  ]);
  expect(script.text).toBe('console.log("long enough")');
  expect((await world.get('/assets/main-abc123.js', { headers: { 'accept-encoding': 'identity' } })).headers.get('content-encoding')).toBeNull();
  for (const path of ['/assets/missing.js', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/.vite/manifest.json', '/assets/main-abc123.js.gz'])
    expect((await world.get(path)).status).toBe(404);
});

test('[AP65] without a built client it says what to do', async () => {
  await using world = await createWorld();
  const answer = await world.get('/');
  expect([answer.status, answer.text]).toEqual([503, 'The web client is not built. Run: npm run build\n']);
});
