import { AtriumError } from '@atrium/protocol';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { BlockList, connect } from 'node:net';
import { expect, test } from 'vitest';
import { authenticateBy } from './authenticate.ts';
import { neighbourhood, peerOf } from './peer.ts';
import { createWorld } from './testing/world.ts';

const requestWith = (cookie?: string): IncomingMessage => ({ headers: { cookie } }) as IncomingMessage;

test('[AP50] a handshake gets the identity of its session, as the directory has it', async () => {
  await using world = await createWorld();
  const { id, cookie } = await world.person('Mira');
  await world.house.people.changeRole(id, 'admin');
  await world.house.people.rename(id, 'Mira O.');
  const authenticate = authenticateBy(world.house.access);
  expect(await authenticate(requestWith(`theme=dark; ${cookie}`))).toEqual({
    identity: { id, name: 'Mira O.', role: 'admin', session: expect.stringMatching(/^.{16}$/) },
  });
  expect(await authenticate(requestWith())).toMatchObject({ status: 401, error: { kind: 'unauthorised' } });
  expect(await authenticate(requestWith('atrium_session=made-up'))).toMatchObject({ status: 401 });
  await world.house.people.deactivate(id, true);
  expect(await authenticate(requestWith(cookie))).toMatchObject({ status: 403, error: { kind: 'unauthorised' } });
});

test('[AP51] the verdict is told over HTTP, without the identity', async () => {
  await using world = await createWorld();
  expect([(await world.get('/live')).status, (await world.get('/live')).json]).toEqual([200, { ok: true }]);
  world.hub.verdictIs = { status: 503, error: new AtriumError({ kind: 'overloaded', retryAfterMs: 2_500 }).toWire() };
  const answer = await world.get('/live');
  expect([answer.status, answer.headers.get('retry-after'), answer.json]).toMatchObject([503, '3', { error: { kind: 'overloaded', retryAfterMs: 2_500 } }]);
});

test.each([
  ['/live', '426'],
  ['/live?v=1', '426'],
  ['/live/x', '404'],
  ['/', '404'],
  ['/api/me', '404'],
])('[AP52] an upgrade at %s is answered by %s', async (path, status) => {
  await using world = await createWorld();
  const socket = connect(await world.port(), '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: atrium\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  const [data] = await once(socket, 'data');
  expect(String(data)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  if (!socket.readableEnded) await once(socket, 'end');
  socket.destroy();
});

test('[AP53] forwarding headers count from trusted proxies alone', () => {
  const trusted = new BlockList();
  trusted.addSubnet('10.0.0.0', 8, 'ipv4');
  const from = (remoteAddress: string, headers: Record<string, string>) => peerOf({ headers, socket: { remoteAddress } }, trusted);
  const forwarding = {
    host: 'inner:3000',
    'x-forwarded-for': '6.6.6.6, 203.0.113.4, 10.0.0.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'Atrium.example.org',
  };
  expect(from('::ffff:10.0.0.1', forwarding)).toEqual({ address: '203.0.113.4', host: 'atrium.example.org', secure: true, forwarded: true });
  expect(from('198.51.100.1', forwarding)).toEqual({ address: '198.51.100.1', host: 'inner:3000', secure: false, forwarded: true });
  expect(from('10.0.0.1', { host: 'x"; script-src *' })).toEqual({ address: '10.0.0.1', host: '', secure: false, forwarded: false });
});

test('[AP53] an IPv6 customer is one neighbourhood', () => {
  expect(neighbourhood('2001:db8:1:2:3:4:5:6')).toBe(neighbourhood('2001:db8:1:2::9'));
  expect(neighbourhood('2001:db8:1:2::9')).not.toBe(neighbourhood('2001:db8:1:3::9'));
  expect([neighbourhood('::1'), neighbourhood('192.0.2.1')]).toEqual(['0:0:0:0::/64', '192.0.2.1']);
});
