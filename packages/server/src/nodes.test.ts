import { createWorld, privateContract, type TestClient, type World } from '@atrium/testkit';
import { expect, test } from 'vitest';
import { SYSTEM } from './hub.ts';

const LOBBY = 'private/lobby';
const LOSSY = { drop: 0.2, twice: 0.2, delayMs: [0, 40] } as const;

const even = (world: World, clients: readonly TestClient[]): Promise<void> =>
  world.clock.until(() => clients.every((client) => client.waiting === 0 && client.channel(LOBBY).position?.[1] === world.log(LOBBY).length), {
    within: 60_000,
  });

test('[ND1] two hubs over a bus that loses, doubles and delays end in equal state', async () => {
  await using world = createWorld({ seed: 5, nodes: 2, bus: LOSSY });
  const clients = [world.client('ann'), world.client('bob', { node: 1 }), world.client('cat', { node: 1 })];
  for (const client of clients) client.join(LOBBY);
  for (let round = 0; round < 10; round++) {
    for (const client of clients) void client.emit(LOBBY, 'post', { text: `${client.who} ${round}` });
    await world.clock.advance(30);
  }
  await even(world, clients);
  expect(world.log(LOBBY)).toHaveLength(30);
  const [ann, ...others] = clients;
  for (const other of others) expect(other.channel(LOBBY).view).toEqual(ann!.channel(LOBBY).view);
  expect(world.violations).toEqual([]);
});

test("[ND2] a lost batch is noticed by its range, or, when nothing follows, by the owner's answer to the next assertion", async () => {
  await using world = createWorld({ seed: 1, nodes: 2 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY, { node: 1 })];
  world.bus!.faults = { drop: 1 };
  await world.run(ann.emit(LOBBY, 'post', { text: 'lost on the way' }));
  await world.clock.advance(20);
  world.bus!.faults = {};
  expect(bob.channel(LOBBY).events).toEqual([]);
  await world.clock.advance(2_500);
  expect(bob.channel(LOBBY).events).toHaveLength(1);
});

test('[ND3] presence is exact again after whatever was lost, and a node that is gone takes its people with it', async () => {
  await using world = createWorld({ seed: 3, nodes: 2, bus: LOSSY });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY, { node: 1 })];
  bob.say({ t: 'present', channel: LOBBY, data: { mood: 'calm' } });
  await world.clock.advance(10_000);
  expect([...ann.channel(LOBBY).presence.keys()].sort()).toEqual(['ann', 'bob']);
  expect(Object.values(ann.channel(LOBBY).presence.get('bob') ?? {})).toEqual([{ mood: 'calm' }]);
  expect(bob.channel(LOBBY).presence).toEqual(ann.channel(LOBBY).presence);
  world.kill(1);
  await world.clock.advance(30_000);
  expect([...ann.channel(LOBBY).presence.keys()]).toEqual(['ann']);
});

test('[ND4] what a node asks of another is decided once, however often the bus brings it', async () => {
  await using world = createWorld({ seed: 2, nodes: 2, bus: { twice: 0.9, drop: 0.3, delayMs: [0, 300] } });
  const { hub } = world.process(1);
  for (let count = 0; count < 10; count++) await world.run(hub.command({ identity: SYSTEM, channel: LOBBY, name: 'post', input: { text: `text ${count}` } }));
  await world.clock.advance(5_000);
  expect(world.log(LOBBY)).toHaveLength(10);
});

test("[ND5] the app hears a channel's events after they are on disk, each once", async () => {
  await using world = createWorld({ seed: 2, nodes: 2, bus: { twice: 1 } });
  const heard: string[] = [];
  const stop = world
    .process(1)
    .hub.channel(privateContract, 'lobby')
    .on('posted', ({ text }) => void heard.push(text));
  await world.clock.advance(100);
  const ann = world.client('ann');
  await world.run(ann.emit(LOBBY, 'post', { text: 'one' }));
  await world.clock.advance(100);
  stop();
  await world.clock.advance(100);
  await world.run(ann.emit(LOBBY, 'post', { text: 'two' }));
  await world.clock.advance(100);
  expect(heard).toEqual(['one']);
});
