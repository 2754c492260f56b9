import { createWorld } from '@atrium/testkit';
import { expect, test } from 'vitest';

const LOBBY = 'private/lobby';

test('[PS1] everyone who joined is here, once, with their devices and what these show', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  const [phone, desk] = [await world.join('bob', LOBBY), await world.join('bob', LOBBY)];
  phone.say({ t: 'present', channel: LOBBY, data: { mood: 'calm' } });
  await world.clock.advance(200);
  for (const client of [ann, phone, desk]) {
    const { presence } = client.channel(LOBBY);
    expect([...presence.keys()].sort()).toEqual(['ann', 'bob']);
    expect(
      Object.values(presence.get('bob') ?? {})
        .map((shown) => JSON.stringify(shown))
        .sort(),
    ).toEqual(['null', '{"mood":"calm"}'].sort());
  }
});

test('[PS2] who comes first to a channel on this node is told at once who is here, also from other nodes', async () => {
  await using world = createWorld({ seed: 1, nodes: 2 });
  await world.join('ann', LOBBY);
  await world.clock.advance(200);
  const bob = await world.join('bob', LOBBY, { node: 1 });
  expect([...bob.channel(LOBBY).presence.keys()]).toContain('ann');
});

test('[PS3] who is back within 15 s was never gone; who is not, is', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  await world.clock.advance(200);
  const here = (): boolean => ann.channel(LOBBY).presence.has('bob');
  bob.drop();
  await world.clock.advance(14_000);
  expect(here()).toBe(true);
  bob.reconnect();
  await world.clock.advance(30_000);
  expect(here()).toBe(true);
  bob.leave(LOBBY);
  await world.clock.advance(16_000);
  expect(here()).toBe(false);
});

test('[PS4] differences are gathered: a crowd that comes in is told in a few messages', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  await world.clock.advance(200);
  const before = ann.received.length;
  for (let person = 0; person < 50; person++) world.client(`person-${person}`).join(LOBBY);
  await world.clock.advance(500);
  expect(ann.channel(LOBBY).presence.size).toBe(51);
  expect(ann.received.slice(before).filter(({ t }) => t === 'presence').length).toBeLessThan(4);
});

test('[SG1] a signal goes to the others who have joined, not back, and is stored nowhere', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  ann.say({ t: 'signal', channel: LOBBY, name: 'typing', data: { on: true } });
  await world.clock.advance(20);
  const signals = (of: typeof ann): unknown[] => of.received.filter(({ t }) => t === 'signal');
  expect(signals(bob)).toMatchObject([{ name: 'typing', who: 'ann', data: { on: true } }]);
  expect(signals(ann)).toEqual([]);
  expect(world.log(LOBBY)).toEqual([]);
});

test('[SG2] signals are dropped first: past their rate, and for who has too much queued', async () => {
  await using world = createWorld({ seed: 1, limits: { signals: { perSecond: 1, burst: 5 }, queuedBytes: 10 } });
  const [ann, bob, cat] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY), await world.join('cat', LOBBY)];
  cat.wire?.stall();
  for (let count = 0; count < 20; count++) ann.say({ t: 'signal', channel: LOBBY, name: 'typing', data: { on: true } });
  await world.clock.advance(20);
  cat.wire?.unstall();
  await world.clock.advance(20);
  expect(bob.received.filter(({ t }) => t === 'signal')).toHaveLength(5);
  expect(cat.received.filter(({ t }) => t === 'signal').length).toBeLessThan(5);
  expect(ann.received.some(({ t }) => t === 'fault')).toBe(false);
});
