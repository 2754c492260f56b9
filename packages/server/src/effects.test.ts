import { createWorld, type World } from '@atrium/testkit';
import { expect, test } from 'vitest';

const LOBBY = 'private/lobby';
const OTHER = 'private/lobby-other';

const heard = (world: World, channel = OTHER): unknown[] =>
  world
    .log(channel)
    .filter(({ name }) => name === 'heard')
    .map(({ body }) => (JSON.parse(body ?? '{}') as { text?: unknown }).text);

test('[EF1] an effect is a command to another channel, in the name of the channel that asks, after the commit, once', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await world.run(ann.emit(LOBBY, 'tell', { id: 'lobby-other', text: 'hello' }));
  await world.clock.advance(100);
  expect(world.log(OTHER).map(({ body }) => JSON.parse(body ?? '{}'))).toEqual([{ who: 'channel:private/lobby', text: 'hello' }]);
  expect(world.disk.effects.size).toBe(0);
  expect(world.disk.received.get(OTHER)?.size).toBe(0);
});

test("[EF2] a crash between the target's commit and the acknowledgement does it no second time", async () => {
  await using world = createWorld({ seed: 1, store: { commitMs: [5, 5] } });
  const ann = world.client('ann');
  void ann.emit(LOBBY, 'tell', { id: 'lobby-other', text: 'hello' });
  await world.clock.until(() => heard(world).length === 1);
  expect(world.disk.effects.size).toBe(1);
  world.restart();
  await world.clock.until(() => world.disk.effects.size === 0);
  expect(heard(world)).toEqual(['hello']);
});

test("[EF3] one source's effects on one target arrive in order, also when one of them has to wait", async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  const say = (text: string): Promise<unknown> => ann.emit(LOBBY, 'tell', { id: 'lobby-other', text });
  await world.run(say('one'));
  await world.clock.advance(100);
  world.store.hold();
  void say('two');
  void say('three');
  await world.clock.advance(5);
  // The commits of the two are fine; that of the first effect is not.
  world.store.next.push({ entry: 99 }, { entry: 99 }, 'failed');
  world.store.release();
  await world.clock.advance(20);
  void say('four');
  await world.clock.advance(5_000);
  expect(heard(world)).toEqual(['one', 'two', 'three', 'four']);
});

test('[EF3] a restart does not let later effects overtake one that was put off', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  const say = (text: string): Promise<unknown> => ann.emit(LOBBY, 'tell', { id: 'lobby-other', text });
  world.store.next.push({ entry: 99 }, 'failed');
  await world.run(say('one'));
  await world.clock.advance(20);
  expect(heard(world)).toEqual([]);
  await world.run(say('two'));
  world.restart();
  await world.clock.advance(1_000);
  expect(heard(world)).toEqual(['one', 'two']);
});

test('[EF4] a final refusal acknowledges an effect, and is logged', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await world.run(ann.emit(LOBBY, 'tell', { id: 'lobby-other', text: '!refuse' }));
  await world.run(ann.emit(LOBBY, 'tell', { id: 'lobby-other', text: 'next' }));
  await world.clock.advance(200);
  expect(heard(world)).toEqual(['next']);
  expect(world.disk.effects.size).toBe(0);
  expect(world.logged.some((line) => line.startsWith('warn: an effect was refused'))).toBe(true);
});

test('[EF5] a job that fails is tried again, later and later, under the same key', async () => {
  const tries: number[] = [];
  await using world = createWorld({
    seed: 1,
    onJob: async () => {
      tries.push(world.clock.now());
      if (tries.length < 5) throw new Error('not now');
    },
  });
  await world.run(world.client('ann').emit(LOBBY, 'ring', { text: 'ring' }));
  await world.clock.until(() => world.disk.effects.size === 0);
  const waits = tries.slice(1).map((at, index) => at - tries[index]!);
  expect(waits.map((ms) => Math.round(ms / 250) * 250)).toEqual([250, 500, 1000, 2000]);
});

test('[EF6] a job that hangs holds up nobody else', async () => {
  await using world = createWorld({ seed: 1, onJob: () => new Promise(() => undefined) });
  const ann = world.client('ann');
  await world.run(ann.emit(LOBBY, 'ring', { text: 'for ever' }));
  await world.run(ann.emit(LOBBY, 'tell', { id: 'lobby-other', text: 'hello' }));
  await world.clock.advance(200);
  expect(heard(world)).toEqual(['hello']);
});

test('[EF7] a timed effect waits for its time; the same name replaces it, and cancelling removes it', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  const remind = (name: string, afterMs: number, text: string): Promise<unknown> => world.run(ann.emit(LOBBY, 'remind', { name, afterMs, text }));
  await remind('tea', 60_000, 'tea is ready');
  await remind('cake', 60_000, 'cake is ready');
  await remind('tea', 90_000, 'tea is cold');
  await world.run(ann.emit(LOBBY, 'callOff', { name: 'cake' }));
  await world.clock.advance(80_000);
  expect(heard(world, LOBBY)).toEqual([]);
  await world.clock.advance(20_000);
  expect(heard(world, LOBBY)).toEqual(['tea is cold']);
});

test('[EF8] a due effect wakes a channel that nobody has loaded', async () => {
  await using world = createWorld({ seed: 1 });
  await world.run(world.client('ann').emit(LOBBY, 'remind', { name: 'tea', afterMs: 60_000, text: 'tea' }));
  world.kill();
  await world.clock.advance(120_000);
  world.restart();
  await world.clock.advance(200);
  expect(heard(world, LOBBY)).toEqual(['tea']);
});
