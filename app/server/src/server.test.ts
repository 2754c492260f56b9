import pino from 'pino';
import { expect, test } from 'vitest';
import { Addresses } from './addresses.ts';
import { buildHouse } from './house.ts';
import { outranks, rights } from './rights.ts';
import { run } from './run.ts';
import { readSettings } from './settings.ts';
import { HubDouble } from './testing/hub-double.ts';
import { RowsDouble } from './testing/rows-double.ts';
import { createWorld } from './testing/world.ts';

test('[AP70] healthy while it is up, ready while the store answers and it is not on its way out', async () => {
  await using world = await createWorld();
  const statuses = async () => [(await world.get('/healthz')).status, (await world.get('/readyz')).status];
  expect(await statuses()).toEqual([200, 200]);
  world.rows.failing = true;
  expect(await statuses()).toEqual([200, 503]);
  world.rows.failing = false;
  world.house.open.now = false;
  expect(await statuses()).toEqual([200, 503]);
});

test('[AP71] figures are for the same machine and for administrators', async () => {
  await using world = await createWorld();
  const local = await world.get('/metrics');
  expect(local.text).toContain('atrium_hub_connections 3');
  expect(local.text).toContain('atrium_hub_commands_taken 7');
  expect(local.text).toContain('nodejs_eventloop_lag_seconds');
  const through = { 'x-forwarded-for': '203.0.113.4' };
  const [admin, member] = [await world.person('Ada', 'admin'), await world.person('Mira')];
  expect((await world.get('/metrics', { headers: through })).status).toBe(404);
  expect((await world.get('/metrics', { headers: through, cookie: member.cookie })).status).toBe(404);
  expect((await world.get('/metrics', { headers: through, cookie: admin.cookie })).status).toBe(200);
});

test('[AP72] rights are a table, and what is not in it is not allowed', () => {
  expect([rights('owner', 'person.manage'), rights('member', 'person.manage'), rights('member', 'room.create'), rights('guest', 'room.create')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([rights('guest', 'room.join'), rights('guest', 'message.post'), rights('bot', 'message.pin')]).toEqual([false, true, false]);
  for (const odd of ['constructor', '__proto__', '', 'Owner']) expect([rights(odd, 'message.post'), rights('owner', odd)]).toEqual([false, false]);
  expect([outranks('owner', 'owner'), outranks('admin', 'admin'), outranks('admin', 'bot'), outranks('member', 'guest')]).toEqual([true, false, true, false]);
});

test('[AP73] on the way out the hub drains, then the server closes, then the store', async () => {
  const order: string[] = [];
  const [rows, hub] = [new RowsDouble(), new HubDouble()];
  const store = Object.assign(rows, { close: async () => void order.push('store') });
  hub.drain = async () => void order.push('drain');
  hub.close = async () => void order.push('hub');
  const settings = readSettings({ PORT: '0', HOST: '127.0.0.1' }, '/');
  const said: string[] = [];
  const addresses = new Addresses({ publicUrl: undefined, tls: false, host: undefined, lan: [] });
  const house = buildHouse({ settings, store, hub, addresses, log: pino({ level: 'silent' }), clock: Date.now, webFolder: '/nowhere' });
  const running = await run({ house, settings, store, say: (text) => void said.push(text) });
  const origin = `http://127.0.0.1:${new URL(running.origin).port}`;
  expect(said.join('')).toMatch(/^Atrium is ready at http:\/\/localhost:\d+\n/);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  await running.stop();
  expect(order).toEqual(['drain', 'hub', 'store']);
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
});
