import { expect, test } from 'vitest';
import { settle } from './testing/fake-clock.ts';
import { notes } from './testing/notes.ts';
import { World } from './testing/world.ts';

test('[CL104] cut by hand it stays off, whatever the machine says, until it is told to connect', async () => {
  const world = new World();
  const client = world.client();
  const channel = client.channel(notes, 'one');
  const first = world.welcome();
  await settle();
  first.say(
    { t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 4], tags: [50], version: 1 },
    { t: 'snapshot', ch: 7, at: ['1-a', 4], part: 0, last: true, text: '{"notes":[]}' },
  );
  client.disconnect();
  expect(first.over).toBe(true);
  expect(client.status).toEqual({ state: 'waiting', since: world.clock.now(), identity: { id: 'ann', name: 'Ann', role: 'member' } });
  client.disconnect();
  channel.emit('add', { text: 'a' }).catch(() => {});
  for (const happening of ['online', 'visible', 'offline', 'online'] as const) world.happen(happening);
  world.clock.turn(3_600_000);
  await settle();
  expect(world.sockets).toHaveLength(1);
  expect(channel.pending).toHaveLength(1);

  client.reconnect();
  expect(client.status.state).toBe('connecting');
  const second = world.welcome();
  await settle();
  expect(second.saidOf('join')[0]?.channels).toEqual([{ channel: 'notes/one', at: ['1-a', 4], version: 1 }]);
  expect(second.saidOf('command').map(({ n, again }) => [n, again])).toEqual([[1, undefined]]);
  // From now on a cut is a cut again.
  second.cut();
  expect(client.status.retryAt).toBeDefined();
  client.reconnect();
  expect(world.sockets).toHaveLength(3);
  client.reconnect();
  world.clock.turn(5_000);
  expect(world.sockets).toHaveLength(3);
});

test('[CL104] while it waits, or while a handshake is under way, it can be cut as well', async () => {
  const world = new World();
  const client = world.client();
  world.welcome().cut();
  client.disconnect();
  expect(client.status.retryAt).toBeUndefined();
  world.clock.turn(60_000);
  expect(world.sockets).toHaveLength(1);
  client.reconnect();
  client.disconnect();
  expect(world.socket.over).toBe(true);
  await settle();
  expect(client.status).toMatchObject({ state: 'waiting' });
  world.clock.turn(60_000);
  expect(world.sockets).toHaveLength(2);
});

test('[CL105] while it waits after a handshake that was not accepted, the status says why', async () => {
  const world = new World();
  const client = world.client();
  world.verdict = { status: 503, body: { error: { kind: 'overloaded', message: 'It is going away.', retryAfterMs: 9_000 } } };
  world.socket.cut();
  await settle();
  expect(client.status).toMatchObject({ state: 'waiting', error: { kind: 'overloaded', message: 'It is going away.' } });
  world.verdict = undefined;
  client.reconnect();
  world.socket.cut();
  await settle();
  expect(client.status).toMatchObject({ state: 'waiting' });
  expect(client.status.error).toBeUndefined();
});

test('[CL106] which channel a number means, on this connection', async () => {
  const world = new World();
  const client = world.client();
  client.channel(notes, 'one');
  const socket = world.welcome();
  await settle();
  socket.say({ t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 4], tags: [50], version: 1 });
  expect([client.addressOf(7), client.addressOf(8)]).toEqual(['notes/one', undefined]);
  socket.cut();
  expect(client.addressOf(7)).toBeUndefined();
});
