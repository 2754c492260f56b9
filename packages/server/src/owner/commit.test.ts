import { createWorld } from '@atrium/testkit';
import { expect, test } from 'vitest';
import { SYSTEM } from '../hub.ts';

const LOBBY = 'private/lobby';
const DEN = 'private/den';

test('[OC1] reply and events leave only after the commit', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  world.store.hold();
  const answer = ann.emit(LOBBY, 'post', { text: 'hello' });
  await world.clock.advance(500);
  expect(ann.waiting).toBe(1);
  expect(bob.channel(LOBBY).events).toEqual([]);
  world.store.release();
  await world.run(answer);
  await world.clock.advance(50);
  expect(bob.channel(LOBBY).events).toHaveLength(1);
});

test('[OC2] a refusal that was decided on uncommitted events waits for them; with nothing uncommitted it leaves at once', async () => {
  await using world = createWorld({ seed: 1 });
  await world.open(DEN, ['ann', 'bob']);
  const [ann, bob] = [await world.join('ann', DEN), await world.join('bob', DEN)];
  world.store.hold();
  let refused = '';
  const note = (error: { kind: string }): void => void (refused = error.kind);
  bob.emit(DEN, 'post', { text: '!refuse' }).catch(note);
  await world.clock.advance(20);
  expect(refused).toBe('refused');
  refused = '';
  void ann.emit(DEN, 'ban', { who: 'bob' });
  await world.clock.advance(20);
  bob.emit(DEN, 'post', { text: 'after' }).catch(note);
  await world.clock.advance(500);
  expect(refused).toBe('');
  world.store.release();
  await world.clock.advance(50);
  expect(refused).toBe('not-found');
});

test('[OC3] joins, queries and their viewers see committed state only', async () => {
  await using world = createWorld({ seed: 1 });
  await world.open(DEN, ['ann']);
  const ann = await world.join('ann', DEN);
  const bob = world.client('bob');
  world.store.hold();
  void ann.emit(DEN, 'add', { who: 'bob' });
  await world.clock.advance(20);
  const joining = bob.join(DEN);
  const query = bob.query(DEN, 'lines', { containing: '' });
  await world.clock.advance(500);
  expect(joining.state).toBe('joining');
  world.store.release();
  expect((await world.run(query)).reply).toEqual({ lines: [] });
  expect(joining.state).toBe('live');
});

test('[OC4] a crash takes back nothing that anyone saw', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  await world.run(ann.emit(LOBBY, 'post', { text: 'on disk' }));
  world.store.hold();
  const lost = ann.emit(LOBBY, 'post', { text: 'in flight' });
  await world.clock.advance(500);
  world.restart();
  for (const client of [ann, bob]) client.connect();
  await world.run(lost);
  await world.clock.advance(50);
  expect(bob.channel(LOBBY).outcomes).toEqual(['snapshot', 'missed']);
  expect(bob.channel(LOBBY).view).toMatchObject({ lines: [{ text: 'on disk' }, { text: 'in flight' }] });
  expect(world.log(LOBBY)).toHaveLength(2);
});

test('[GC1] what arrives while a commit is under way goes into the next one, of all channels together', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  world.store.hold();
  void ann.emit(LOBBY, 'post', { text: 'first' });
  await world.clock.advance(5);
  for (let count = 0; count < 10; count++) void ann.emit(LOBBY, 'post', { text: `more ${count}` });
  void ann.emit('private/lobby2', 'post', { text: 'elsewhere' });
  await world.clock.advance(50);
  world.store.release();
  await world.clock.advance(50);
  expect(world.store.commits).toEqual([
    [{ channel: LOBBY, entries: 1 }],
    [
      { channel: LOBBY, entries: 10 },
      { channel: 'private/lobby2', entries: 1 },
    ],
  ]);
  expect(world.log(LOBBY)).toHaveLength(11);
});

test('[GC2] an entry whose rows fail is refused, those before it stand, and those after it are decided again', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  world.store.hold();
  void ann.emit(LOBBY, 'post', { text: 'zero' });
  await world.clock.advance(5);
  const answers = Promise.allSettled(['one', 'two', 'three'].map((text) => ann.emit(LOBBY, 'post', { text })));
  await world.clock.advance(5);
  world.store.next.push({ entry: 99 }, { entry: 1 });
  world.store.release();
  expect(await world.run(answers)).toMatchObject([{ value: { ordinal: 2 } }, { reason: { kind: 'internal' } }, { value: { ordinal: 3 } }]);
  expect(world.log(LOBBY).map(({ offset }) => offset)).toEqual([1, 2, 3]);
});

test('[GC3] when nothing could be stored, commands are refused for now and done once when they are sent again', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  world.store.next.push('failed');
  expect(await world.run(ann.emit(LOBBY, 'post', { text: 'one' }))).toEqual({ ordinal: 1 });
  expect(ann.received.filter((message) => message.t === 'reply').map((message) => message.error?.kind)).toEqual(['overloaded', undefined]);
  expect(world.log(LOBBY)).toHaveLength(1);
});

test('[GC4] an unknown outcome refuses nobody: what is on disk is answered, the rest is decided again, once', async () => {
  for (const fault of ['torn-after', 'torn-before'] as const) {
    await using world = createWorld({ seed: 1 });
    const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
    world.store.next.push(fault);
    expect(await world.run(ann.emit(LOBBY, 'post', { text: 'one' }))).toEqual({ ordinal: 1 });
    await world.clock.advance(50);
    expect(world.log(LOBBY)).toHaveLength(1);
    // Those who only listen hear of it too, though nobody says anything more.
    expect(bob.channel(LOBBY).events).toHaveLength(1);
  }
});

test('[GC4] a refusal that waited and was stored by that commit is not stored again: its client would be turned back', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  await expect(world.run(ann.emit(LOBBY, 'post', { text: '!refuse' }))).rejects.toMatchObject({ kind: 'refused' });
  world.store.next.push('torn-after');
  await world.run(ann.emit(LOBBY, 'post', { text: 'once' }));
  // The channel is loaded again, with whatever the store has of the client by now.
  await expect(world.run(bob.emit(LOBBY, 'post', { text: '!rows' }))).rejects.toMatchObject({ kind: 'internal' });
  ann.say({ t: 'command', c: 0, channel: LOBBY, n: 2, settled: 1, again: true, name: 'post', input: { text: 'once' } });
  await world.clock.advance(50);
  expect(world.log(LOBBY)).toHaveLength(1);
});

test("[GC5] the app's own commands have no id, and are done once all the same when the answer to COMMIT is lost", async () => {
  for (const fault of ['torn-after', 'torn-before'] as const) {
    await using world = createWorld({ seed: 1 });
    world.store.next.push(fault);
    expect(await world.run(world.hub.command({ identity: SYSTEM, channel: LOBBY, name: 'post', input: { text: 'one' } }))).toEqual({ ordinal: 1 });
    expect(world.log(LOBBY)).toHaveLength(1);
  }
});

test('[GC6] who is fenced has changed nothing, loads again, and goes on', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  world.store.next.push('fenced');
  expect(await world.run(ann.emit(LOBBY, 'post', { text: 'one' }))).toEqual({ ordinal: 1 });
  expect(world.log(LOBBY)).toHaveLength(1);
});

test('[GC7] every load brings a new term, one above the last', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  await world.run(ann.emit(LOBBY, 'post', { text: 'one' }));
  world.restart();
  ann.connect();
  await world.run(ann.emit(LOBBY, 'post', { text: 'two' }));
  expect(world.log(LOBBY).map(({ term }) => Number.parseInt(term, 10))).toEqual([1, 2]);
});

test('[GC8] a hub that is closed has on disk what it had taken', async () => {
  await using world = createWorld({ seed: 1, store: { commitMs: [20, 20] } });
  const ann = await world.join('ann', LOBBY);
  void ann.emit(LOBBY, 'post', { text: 'one' });
  await world.clock.advance(5);
  await world.run(world.hub.close());
  expect(world.log(LOBBY)).toHaveLength(1);
});
