import { createWorld, type TestClient, type World } from '@atrium/testkit';
import { expect, test } from 'vitest';

const DEN = 'private/den';
const textsOf = (client: TestClient): unknown[] => (client.channel(DEN).view as { lines: { text: unknown }[] }).lines.map(({ text }) => text);
const post = (world: World, client: TestClient, text: string, to?: string[]): Promise<unknown> =>
  world.run(client.emit(DEN, 'post', { text, ...(to && { to }) }));

/** Ann is the moderator of a den with bob, cat and dan. */
async function den(world: World): Promise<Record<'ann' | 'bob' | 'cat', TestClient>> {
  await world.open(DEN, ['ann', 'bob', 'cat', 'dan']);
  return { ann: await world.join('ann', DEN), bob: await world.join('bob', DEN), cat: await world.join('cat', DEN) };
}

test('[VS1] a batch is a range that carries those of its events that the recipient may see, and no gap is noticed', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob, cat } = await den(world);
  await post(world, bob, 'to all');
  await post(world, bob, 'to cat', ['cat']);
  await post(world, bob, 'to dan', ['dan']);
  await post(world, bob, 'to all again');
  await world.clock.advance(50);
  expect(textsOf(cat)).toEqual(['to all', 'to cat', 'to all again']);
  expect(textsOf(bob)).toEqual(['to all', 'to cat', 'to dan', 'to all again']);
  expect(textsOf(ann)).toEqual(textsOf(bob));
  expect(cat.channel(DEN).position).toEqual(ann.channel(DEN).position);
  expect(world.violations).toEqual([]);
});

test('[VS2] push, resume, snapshot and query agree on what one may see', async () => {
  await using world = createWorld({ seed: 1 });
  const { bob, cat } = await den(world);
  await post(world, bob, 'to all');
  await world.clock.advance(50);
  cat.drop();
  await post(world, bob, 'to dan', ['dan']);
  await post(world, bob, 'to cat', ['cat']);
  world.restart();
  cat.reconnect();
  const fresh = await world.join('cat', DEN);
  await world.clock.advance(100);
  const { reply } = await world.run(fresh.query(DEN, 'lines', { containing: '' }));
  expect(textsOf(cat)).toEqual(['to all', 'to cat']);
  expect(textsOf(fresh)).toEqual(textsOf(cat));
  expect(reply).toEqual(fresh.channel(DEN).view);
});

test("[VS3] a batch is cut after the event that takes somebody's viewer: the event, the revocation, and nothing more", async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob } = await den(world);
  world.store.hold();
  const all = ['one', 'two'].map((text) => ann.emit(DEN, 'post', { text }));
  all.push(ann.emit(DEN, 'ban', { who: 'bob' }), ann.emit(DEN, 'post', { text: 'not for bob' }));
  await world.clock.advance(50);
  const before = bob.received.length;
  world.store.release();
  await world.run(Promise.all(all));
  await post(world, ann, 'nor this');
  bob.say({ t: 'signal', channel: DEN, name: 'typing', data: { on: true } });
  await world.clock.advance(60_000);
  const heard = bob.received.slice(before).filter(({ t }) => t !== 'beat');
  expect(heard.map(({ t }) => t)).toEqual(['batch', 'batch', 'refused', 'fault']);
  expect(JSON.stringify(heard)).not.toContain('not for bob');
  // From 3 on, one after the other.
  expect(heard[1]).toMatchObject({ from: 3, to: 4, events: [{ name: 'posted' }, { name: 'banned' }] });
});

test('[VS4] with another viewer, the part up to the event goes out under the old one, then a snapshot under the new one and its tail', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob, cat } = await den(world);
  await post(world, bob, 'to dan', ['dan']);
  await world.run(ann.emit(DEN, 'promote', { who: 'cat' }));
  await post(world, bob, 'after, to dan', ['dan']);
  await world.clock.advance(50);
  expect(textsOf(cat)).toEqual(['to dan', 'after, to dan']);
  expect(cat.channel(DEN).outcomes).toEqual(['snapshot', 'snapshot']);
  expect(world.violations).toEqual([]);
});

test('[VS5] recipients with equal viewers share one buffer', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob } = await den(world);
  await world.run(ann.emit(DEN, 'promote', { who: 'bob' }));
  await world.clock.advance(50);
  const frames = new Set<object>();
  for (const client of [ann, bob]) {
    const wire = client.wire!;
    const write = wire.write.bind(wire);
    wire.write = (written) => {
      for (const frame of [written].flat()) if (frame.text.startsWith('{"t":"batch"')) frames.add(frame);
      write(written);
    };
  }
  await post(world, bob, 'hello');
  await world.clock.advance(50);
  expect(frames.size).toBe(1);
});

test('[VS6] a join, a watch or a query that is under way when its asker is removed gets nothing of what comes after', async () => {
  for (let wait = 0; wait < 30; wait++) {
    await using world = createWorld({ seed: wait, store: { commitMs: [0, 6], readMs: [0, 6] } });
    const { ann } = await den(world);
    const dan = world.client('dan');
    const ban = ann.emit(DEN, 'ban', { who: 'dan' });
    await world.clock.advance(wait % 10);
    dan.join(DEN);
    dan.watch(DEN);
    const answer = dan.query(DEN, 'lines', { containing: '' });
    await world.clock.advance(wait / 10);
    const secret = ann.emit(DEN, 'post', { text: 'secret' });
    await world.run(Promise.all([ban, secret, answer]));
    await world.clock.advance(1000);
    await post(world, ann, 'secret too');
    await world.clock.advance(1000);
    expect(JSON.stringify(dan.received)).not.toContain('secret');
    expect(dan.channel(DEN).state).toBe('refused');
    expect(dan.heads.size).toBe(0);
  }
});

test('[VS6] a query whose asker is removed while it is read is not answered with what was read', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob } = await den(world);
  for (const asker of [world.client('dan'), bob]) {
    await world.clock.advance(10);
    world.store.holdReads();
    const answer = asker.query(DEN, 'lines', { containing: '' });
    await world.clock.advance(10);
    await world.run(ann.emit(DEN, 'ban', { who: asker.who }));
    await post(world, ann, `not for ${asker.who}`);
    world.store.releaseReads();
    expect((await world.run(answer)).error?.kind).toBe('not-found');
    await world.clock.advance(50);
    expect(JSON.stringify(asker.received)).not.toContain(`not for ${asker.who}`);
  }
});

test('[VS7] missing and forbidden look the same, in every frame', async () => {
  const framesOf = async (exists: boolean): Promise<unknown> => {
    await using world = createWorld({ seed: 1 });
    const ann = exists ? (await den(world)).ann : undefined;
    const eve = world.client('eve', { id: 'client-eve-0000000' });
    eve.join(DEN);
    eve.watch(DEN);
    void eve.query(DEN, 'lines', { containing: '' });
    const sent = eve.emit(DEN, 'post', { text: 'hello' }).catch((error: { kind: string }) => error.kind);
    eve.say({ t: 'signal', channel: DEN, name: 'typing', data: { on: true } });
    eve.say({ t: 'present', channel: DEN, data: null });
    await world.clock.advance(100);
    if (ann) for (const text of ['one', 'two', 'three']) await post(world, ann, text);
    void ann?.emit(DEN, 'redact', { offset: 2 });
    await world.clock.advance(5000);
    eve.say({ t: 'command', c: 0, channel: DEN, n: 2, settled: 1, name: 'ban', input: { who: 'ann' } });
    eve.join(DEN);
    eve.watch();
    eve.watch(DEN);
    await world.clock.advance(30_000);
    expect(await sent).toBe('not-found');
    return eve.received.map((message) => (message.t === 'welcome' ? { ...message, now: 0, node: '' } : message)).filter(({ t }) => t !== 'beat');
  };
  const [missing, forbidden] = [await framesOf(false), await framesOf(true)];
  expect(forbidden).toEqual(missing);
});

test('[VS8] a refusal of a command that strangers may send says nothing of where the channel stands', async () => {
  await using world = createWorld({ seed: 1 });
  await den(world);
  const eve = world.client('eve');
  await expect(world.run(eve.emit(DEN, 'open', { members: [] }))).rejects.toMatchObject({ kind: 'refused', code: 'open' });
  expect(eve.received.find(({ t }) => t === 'reply')).not.toHaveProperty('at');
});

test("[WA1] watching brings a channel's head and ordinals, conflated, and no event", async () => {
  await using world = createWorld({ seed: 1 });
  const { ann } = await den(world);
  const dan = world.client('dan');
  dan.watch(DEN);
  await world.clock.advance(200);
  for (let count = 0; count < 20; count++) void ann.emit(DEN, 'post', { text: `text ${count}` });
  await world.clock.advance(1000);
  expect(dan.heads.get(DEN)).toMatchObject({ at: [expect.any(String), 21], last: 20, deleted: [] });
  expect(dan.received.filter(({ t }) => t === 'head').length).toBeLessThan(6);
  expect(dan.received.some(({ t }) => t === 'batch' || t === 'joined')).toBe(false);
});

test('[WA2] who may not see a watched channel, or not any more, is told that it is unwatched, and nothing after it', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann } = await den(world);
  const [dan, eve] = [world.client('dan'), world.client('eve')];
  for (const client of [dan, eve]) client.watch(DEN, 'nothing/here');
  await world.clock.advance(200);
  expect(eve.received.map(({ t }) => t)).toEqual(['welcome', 'unwatched', 'unwatched']);
  expect(dan.heads.has(DEN)).toBe(true);
  await world.run(ann.emit(DEN, 'ban', { who: 'dan' }));
  await post(world, ann, 'hello');
  await world.clock.advance(1000);
  expect(dan.heads.size).toBe(0);
  expect(dan.received.at(-1)?.t).toBe('unwatched');
});

test('[WA2] nothing is told to a watcher before the owner has let it in', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob } = await den(world);
  const eve = world.client('eve');
  bob.watch(DEN);
  await world.clock.advance(200);
  await post(world, ann, 'told to watchers in a moment');
  world.store.hold();
  void ann.emit(DEN, 'post', { text: 'uncommitted' });
  await world.clock.advance(10);
  eve.watch(DEN);
  await world.clock.advance(500);
  expect(eve.received.map(({ t }) => t)).toEqual(['welcome']);
  world.store.release();
  await world.clock.advance(500);
  expect(eve.received.map(({ t }) => t)).toEqual(['welcome', 'unwatched']);
});

test('[WA3] a new list replaces the one before', async () => {
  await using world = createWorld({ seed: 1 });
  const { ann, bob } = await den(world);
  bob.watch(DEN);
  await world.clock.advance(200);
  bob.watch();
  await world.clock.advance(200);
  const before = bob.received.filter(({ t }) => t === 'head').length;
  await post(world, ann, 'hello');
  await world.clock.advance(1000);
  expect(before).toBe(1);
  expect(bob.received.filter(({ t }) => t === 'head')).toHaveLength(1);
});

test('[WA4] a watcher that is too slow to be told is told the newest head when it can be', async () => {
  await using world = createWorld({ seed: 1, limits: { queuedBytes: 100 } });
  const { ann } = await den(world);
  const dan = world.client('dan');
  dan.watch(DEN);
  await world.clock.advance(200);
  dan.wire?.stall();
  for (let count = 0; count < 5; count++) {
    await post(world, ann, `text ${count}`);
    await world.clock.advance(200);
  }
  dan.wire?.unstall();
  await world.clock.advance(500);
  expect(dan.heads.get(DEN)?.last).toBe(5);
});
