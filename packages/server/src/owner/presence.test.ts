import { createWorld, type TestClient } from '@atrium/testkit';
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

test('[PS5] a crowd is told as how many there are and some of them, who stay the same; and exactly again when it has shrunk', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  const arrive = async (from: number, to: number): Promise<TestClient[]> => {
    const people = Array.from({ length: to - from }, (_, at) => world.client(`person-${from + at}`));
    for (const person of people) person.join(LOBBY);
    await world.clock.advance(3_000);
    return people;
  };
  const seen = (client: TestClient): [number, number | undefined] => [client.channel(LOBBY).presence.size, client.channel(LOBBY).count];
  const first = await arrive(0, 199);
  expect(seen(ann)).toEqual([200, undefined]);
  const more = await arrive(199, 230);
  expect(seen(ann)).toEqual([50, 231]);
  expect(seen(more[30]!)).toEqual([50, 231]);
  expect(seen(first[0]!)).toEqual([50, 231]);
  const sample = [...ann.channel(LOBBY).presence.keys()];

  // Who comes and goes changes the number, and not the list; gathered, at most once a second.
  const before = ann.received.length;
  for (const person of more) person.drop();
  await world.clock.advance(20_000);
  expect(seen(ann)).toEqual([50, 200]);
  expect([...ann.channel(LOBBY).presence.keys()]).toEqual(sample);
  expect(ann.received.slice(before).filter(({ t }) => t === 'presence').length).toBeLessThan(4);

  // One of those who are listed goes, and another is listed instead.
  const listed = first.find(({ who }) => who === sample[10])!;
  listed.drop();
  await world.clock.advance(20_000);
  expect(seen(ann)).toEqual([50, 199]);
  expect(ann.channel(LOBBY).presence.has(listed.who)).toBe(false);

  for (const person of first.slice(100)) person.drop();
  await world.clock.advance(20_000);
  const [left, count] = seen(ann);
  expect(count).toBeUndefined();
  expect(left).toBe(world.clients.filter(({ connected }) => connected).length);
  expect(seen(first[0]!)).toEqual(seen(ann));
});

test('[PS6] whether people are here at all is asked for by name, and told when it changes, with the same grace', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  const bob = world.client('bob');
  const told = (): unknown[] => ann.received.filter(({ t }) => t === 'people');
  ann.say({ t: 'people', who: ['bob', 'cleo', 'nobody'] });
  await world.clock.advance(500);
  expect(told()).toEqual([{ t: 'people', here: ['bob'], gone: [] }]);
  const cleo = world.client('cleo');
  world.client('bob');
  world.client('stranger');
  await world.clock.advance(500);
  expect(told().at(-1)).toEqual({ t: 'people', here: ['cleo'], gone: [] });
  bob.drop();
  cleo.drop();
  await world.clock.advance(5_000);
  cleo.reconnect();
  await world.clock.advance(20_000);
  expect(told()).toHaveLength(2);
  cleo.drop();
  await world.clock.advance(20_000);
  expect(told().at(-1)).toEqual({ t: 'people', here: [], gone: ['cleo'] });
  // A new list replaces the one before.
  ann.say({ t: 'people', who: [] });
  await world.clock.advance(500);
  cleo.reconnect();
  await world.clock.advance(500);
  expect(told()).toHaveLength(4);
});

test('[PS7] what one may not know of somebody is not told', async () => {
  await using world = createWorld({ seed: 1, mayKnow: ({ id }, who) => !(id === 'guest' && who === 'bob') });
  const guest = world.client('guest');
  world.client('cleo');
  guest.say({ t: 'people', who: ['bob', 'cleo'] });
  await world.clock.advance(200);
  world.client('bob');
  await world.clock.advance(500);
  expect(guest.received.filter(({ t }) => t === 'people')).toEqual([{ t: 'people', here: ['cleo'], gone: [] }]);
});
