import { createWorld, type TestClient, type World } from '@atrium/testkit';
import { expect, test } from 'vitest';

const LOBBY = 'private/lobby';

const post = (world: World, client: TestClient, ...texts: string[]): Promise<unknown> =>
  world.run(Promise.all(texts.map((text) => client.emit(LOBBY, 'post', { text }))));
const burst = (world: World, client: TestClient, count: number, bytes = 1): Promise<unknown> => world.run(client.emit(LOBBY, 'burst', { count, bytes }));
const live = (world: World, client: TestClient): Promise<void> =>
  world.clock.until(() => client.channel(LOBBY).state === 'live' && client.channel(LOBBY).position?.[1] === world.log(LOBBY).length);

async function annAndBob(world: World): Promise<[TestClient, TestClient]> {
  return [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
}

test('[RS1] a client that comes back gets exactly what it missed', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  await post(world, ann, 'one');
  await world.clock.advance(50);
  bob.drop();
  await post(world, ann, 'two', 'three');
  bob.reconnect();
  await live(world, bob);
  expect(bob.channel(LOBBY).outcomes).toEqual(['snapshot', 'missed']);
  expect(bob.channel(LOBBY).events.map(({ o }) => o)).toEqual([1, 2, 3]);
  expect(world.violations).toEqual([]);
});

test('[RS2] an ordinary restart resumes as before, also across terms, in batches of one term each', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.drop();
  await post(world, ann, 'one');
  world.restart();
  ann.reconnect();
  await post(world, ann, 'two');
  world.restart();
  bob.channel(LOBBY).position = ['0', 0];
  bob.reconnect();
  await live(world, bob);
  expect(bob.channel(LOBBY).outcomes.at(-1)).toBe('missed');
  const batches = bob.received.filter((message) => message.t === 'batch');
  expect(batches.map(({ term, from, to }) => [Number.parseInt(term, 10), from, to])).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);
});

test('[RS3] a client whose event at its position has another term has diverged, and gets a snapshot', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  await post(world, ann, 'one', 'two');
  await world.clock.advance(50);
  for (const position of [
    ['7.0badf00d', 1],
    ['7.0badf00d', 2],
    [world.log(LOBBY)[0]!.term, 9],
    ['5', 0],
  ] as const) {
    bob.drop();
    bob.channel(LOBBY).position = position;
    bob.reconnect();
    await live(world, bob);
    expect(bob.channel(LOBBY).outcomes.at(-1)).toBe('snapshot');
    expect(bob.channel(LOBBY).view).toMatchObject({ lines: [{ text: 'one' }, { text: 'two' }] });
  }
});

test('[RS4] more than 5,000 missed events, or 1 MB of them, are answered by a snapshot; up to there, by all of them', async () => {
  for (const [counts, bytes, outcome] of [
    [[2500, 2500], 1, 'missed'],
    [[2500, 2500, 1], 1, 'snapshot'],
    [[9], 120_000, 'snapshot'],
    [[8], 120_000, 'missed'],
  ] as const) {
    await using world = createWorld({ seed: 1 });
    const [ann, bob] = await annAndBob(world);
    bob.drop();
    for (const count of counts) await burst(world, ann, count, bytes);
    world.restart();
    bob.reconnect();
    await live(world, bob);
    expect(bob.channel(LOBBY).outcomes.at(-1)).toBe(outcome);
    expect(world.violations).toEqual([]);
  }
});

test('[RS4] what is said while the log is read makes no snapshot of what was missed', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.drop();
  await post(world, ann, 'missed');
  world.restart();
  ann.reconnect();
  await live(world, ann);
  const read = world.store.read.bind(world.store);
  world.store.read = async (...asked) => {
    const page = await read(...asked);
    await new Promise<void>((resolve) => void world.clock.after(20, resolve));
    return page;
  };
  bob.reconnect();
  for (let at = 0; at < 20; at++) {
    await post(world, ann, `meanwhile ${at}`);
    await world.clock.advance(2);
  }
  await live(world, bob);
  expect(bob.channel(LOBBY).outcomes.at(-1)).toBe('missed');
  expect(bob.channel(LOBBY).view).toEqual(ann.channel(LOBBY).view);
  expect(world.violations).toEqual([]);
});

test('[RS5] answers come in parts of at most 64 kB, of what was missed and of a snapshot', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.drop();
  await burst(world, ann, 200, 2000);
  bob.reconnect();
  const cat = await world.join('cat', LOBBY);
  await live(world, bob);
  await live(world, cat);
  const missed = bob.received.filter((message) => message.t === 'batch');
  const parts = cat.received.filter((message) => message.t === 'snapshot');
  expect(missed.length).toBeGreaterThan(5);
  expect(parts.length).toBeGreaterThan(5);
  // With room for what is around a part.
  for (const message of [...missed, ...parts]) expect(JSON.stringify(message).length).toBeLessThan(80 * 1024);
  for (const { text } of parts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
  expect(cat.channel(LOBBY).view).toEqual(bob.channel(LOBBY).view);
});

test('[RS6] parts of what was missed are applied as they come: a cut resumes from there', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.drop();
  await burst(world, ann, 200, 2000);
  world.restart();
  bob.reconnect();
  bob.wire?.delay(5);
  await world.clock.until(() => bob.channel(LOBBY).events.length > 0);
  const got = bob.channel(LOBBY).events.length;
  bob.drop();
  bob.reconnect();
  await live(world, bob);
  expect(got).toBeLessThanOrEqual(200);
  expect(bob.channel(LOBBY).events.map(({ o }) => o)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  expect(bob.channel(LOBBY).outcomes).toEqual(['snapshot', 'missed', 'missed']);
});

test('[RS7] a short absence is served from memory: nothing is read from the store', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  await post(world, ann, 'one');
  await world.clock.advance(50);
  bob.drop();
  await post(world, ann, 'two');
  world.store.read = () => Promise.reject(new Error('the log was read'));
  bob.reconnect();
  await live(world, bob);
  expect(world.logged).toEqual([]);
});

test('[RS8] joins of one frame are answered in their order, eight at a time', async () => {
  await using world = createWorld({ seed: 1 });
  world.store.holdReads();
  const ann = world.client('ann');
  const channels = Array.from({ length: 12 }, (_, at) => `private/lobby${at}`);
  for (const channel of channels) ann.join(channel);
  await world.clock.advance(20);
  world.store.releaseReads();
  await world.clock.until(() => ann.channels.every(({ state }) => state === 'live'));
  expect(ann.received.flatMap((message) => (message.t === 'joined' ? [message.channel] : []))).toEqual(channels);
});

test('[RS9] a slow reader costs at most its budget: past 1 MB nothing more is pushed, reading stops, and it ends complete', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.wire?.stall();
  for (let round = 0; round < 12; round++) {
    await burst(world, ann, 100, 2000);
    await world.clock.advance(100);
    expect(bob.wire?.queued).toBeLessThan(1.6 * 1024 * 1024);
  }
  expect(bob.wire?.paused).toBe(true);
  bob.wire?.unstall();
  await live(world, bob);
  expect(bob.wire?.paused).toBe(false);
  expect(bob.channel(LOBBY).events.length).toBe(1200);
  expect(bob.channel(LOBBY).view).toEqual(ann.channel(LOBBY).view);
  expect(world.violations).toEqual([]);
});

test('[RS10] equal reads that are asked for at the same time are made once', async () => {
  await using world = createWorld({ seed: 1, store: { readMs: [5, 5] } });
  const ann = await world.join('ann', 'private/lobby');
  await post(world, ann, 'one');
  await world.open('private/den', ['ann']);
  let reads = 0;
  const transact = world.store.transact.bind(world.store);
  world.store.transact = (work) => {
    reads += 1;
    return transact(work);
  };
  const tabs = Array.from({ length: 5 }, () => world.client('ann'));
  for (const tab of tabs) tab.join('private/den');
  await world.clock.until(() => tabs.every((tab) => tab.channel('private/den').state === 'live'));
  expect(reads).toBe(1);
});

test('[RS13] however far apart they return, those who were cut together cost one read of the log, and one frame', async () => {
  await using world = createWorld({ seed: 1, store: { readMs: [2, 2] } });
  const ann = await world.join('ann', 'private/lobby');
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, at) => world.join(`person-${at}`, 'private/lobby')));
  await post(world, ann, 'one');
  await world.clock.advance(100);
  for (const person of crowd) person.drop();
  ann.drop();
  // By an owner that has nobody to tell.
  for (let at = 0; at < 30; at++)
    await world.run(
      world.hub.command({ identity: { id: 'zoe', name: 'zoe', role: 'member' }, channel: 'private/lobby', name: 'post', input: { text: `missed ${at}` } }),
    );
  let reads = 0;
  const read = world.store.read.bind(world.store);
  world.store.read = (...asked) => {
    reads += 1;
    return read(...asked);
  };
  for (const person of crowd) {
    person.reconnect();
    await world.clock.advance(20);
  }
  await world.clock.advance(100);
  expect(reads).toBe(1);
  for (const person of crowd) {
    expect(person.channel('private/lobby').outcomes.at(-1)).toBe('missed');
    expect((person.channel('private/lobby').view as { lines: unknown[] }).lines).toHaveLength(31);
  }
  expect(world.violations).toEqual([]);
});

test('[RS11] a log that cannot be read for a while is read later', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  bob.drop();
  await post(world, ann, 'one');
  await world.clock.advance(11_000);
  world.store.failingReads = 2;
  bob.reconnect();
  await live(world, bob);
  expect(bob.channel(LOBBY).events).toHaveLength(1);
});

test('[RS12] redacted bodies are in no answer, from memory or from the log, and in no repeated reply', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = await annAndBob(world);
  await post(world, ann, 'zero', 'secret');
  await world.clock.advance(50);
  const before = ann.received.length;
  bob.drop();
  await world.run(ann.emit(LOBBY, 'redact', { offset: 2 }));
  // One that begins, one that comes back to the middle of what memory has, and one from the start of the log.
  const [late, middle, tail] = [world.client('cat'), world.client('dan'), world.client('eve')];
  late.join(LOBBY);
  const zero = { o: 1, name: 'posted', who: 'ann', text: 'zero' };
  Object.assign(middle.join(LOBBY), { position: [world.log(LOBBY)[0]!.term, 1], view: { lines: [zero] } });
  Object.assign(tail.join(LOBBY), { position: ['0', 0], view: { lines: [] } });
  for (const client of [bob, middle, tail]) client.reconnect();
  for (const client of [bob, late, middle, tail]) await live(world, client);
  ann.say({ t: 'command', c: 0, channel: LOBBY, n: 2, settled: 0, again: true, name: 'post', input: { text: 'secret' } });
  await world.clock.advance(50);
  expect(JSON.stringify([late.received, middle.received, tail.received, ann.received.slice(before)])).not.toContain('secret');
  expect(middle.channel(LOBBY).outcomes).toEqual(['missed']);
  for (const client of [bob, late, middle, tail]) expect(client.channel(LOBBY).view).toEqual({ lines: [zero, { o: 2, name: 'posted', who: '', text: null }] });
});
