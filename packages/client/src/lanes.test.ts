import { BINARY_SUBPROTOCOL, defineChannel, limits, SUBPROTOCOL, withBytes } from '@atrium/protocol';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { settle } from './testing/fake-clock.ts';
import { World } from './testing/world.ts';

const board = defineChannel('board', {
  commands: {},
  events: { moved: v.object({}) },
  signals: { step: { data: v.object({ by: v.number() }), ttlMs: 1_000, keep: 3 }, wave: { data: v.object({}), ttlMs: 1_000 } },
  state: { things: v.object({ value: v.number() }), marks: v.string() },
  view: v.object({}),
});

const joined = (outcome: 'missed' | 'snapshot', offset: number) => ({
  t: 'joined',
  channel: 'board/one',
  ch: 7,
  outcome,
  at: ['1-a', offset],
  tags: [50],
  version: 1,
});
const snapshot = (offset: number) => ({ t: 'snapshot', ch: 7, at: ['1-a', offset], part: 0, last: true, text: '{}' });
const batch = (from: number, to: number) => ({ t: 'batch', ch: 7, term: '1-a', from, to, events: [] });
const state = (offset: number, set: object, rest: object = {}) => ({ t: 'state', ch: 7, at: ['1-a', offset], set, ...rest });

async function start() {
  const world = new World();
  const client = world.client();
  const channel = client.channel(board, 'one');
  const told: [string, { value: number } | undefined][] = [];
  channel.onState('things', (key, thing) => void told.push([key, thing]));
  const socket = world.welcome();
  await settle();
  socket.say(joined('snapshot', 3), snapshot(3));
  await settle();
  return { world, client, channel, socket, told };
}

/** The connection is lost, and there is a new one. */
async function again(world: World) {
  const before = world.sockets.length;
  world.socket.cut();
  while (world.sockets.length === before) world.clock.turn(100);
  const socket = world.welcome();
  await settle();
  return socket;
}

test('[CL130] the state lane is a map per name, the same while nothing under it changes, and every change is told', async () => {
  const { channel, socket, told } = await start();
  expect(channel.stateOf('things').size).toBe(0);
  socket.say(
    state(
      3,
      {
        things: [
          ['a', { value: 1 }],
          ['b', { value: 2 }],
        ],
      },
      { all: true },
    ),
  );
  const first = channel.stateOf('things');
  const marks = channel.stateOf('marks');
  expect([...first]).toEqual([
    ['a', { value: 1 }],
    ['b', { value: 2 }],
  ]);
  let drawn = 0;
  channel.subscribe(() => void (drawn += 1));
  socket.say(
    state(
      4,
      {
        things: [
          ['a', { value: 3 }],
          ['__proto__', { value: 9 }],
        ],
      },
      { gone: { things: ['b', 'never'] } },
    ),
  );
  await settle();
  expect(drawn).toBe(1);
  expect([...channel.stateOf('things')]).toEqual([
    ['a', { value: 3 }],
    ['__proto__', { value: 9 }],
  ]);
  expect(channel.stateOf('things')).toBe(channel.stateOf('things'));
  expect(channel.stateOf('marks')).toBe(marks);
  expect([...first]).toEqual([
    ['a', { value: 1 }],
    ['b', { value: 2 }],
  ]);
  expect(told).toEqual([
    ['a', { value: 1 }],
    ['b', { value: 2 }],
    ['a', { value: 3 }],
    ['__proto__', { value: 9 }],
    ['b', undefined],
  ]);
});

test('[CL130] what the contract does not know, or does not fit, is left out', async () => {
  const { channel, socket } = await start();
  socket.say(
    state(
      3,
      {
        things: [
          ['a', { value: 'much' }],
          ['b', { value: 2 }],
        ],
        others: [['x', 1]],
        toString: [['x', 1]],
      },
      { all: true },
    ),
  );
  expect([...channel.stateOf('things')]).toEqual([['b', { value: 2 }]]);
});

test('[CL131] parts are applied with the last; a whole state replaces what was known, and tells what went', async () => {
  const { channel, socket, told } = await start();
  socket.say(state(3, { things: [['a', { value: 1 }]] }, { all: true }));
  socket.say(state(5, { things: [['b', { value: 1 }]] }, { all: true, more: true }));
  expect([...channel.stateOf('things').keys()]).toEqual(['a']);
  // Begun anew before the last part came.
  socket.say(state(6, { things: [['c', { value: 1 }]] }, { all: true, more: true }), state(6, { things: [['d', { value: 1 }]] }));
  expect([...channel.stateOf('things').keys()]).toEqual(['c', 'd']);
  expect(told.at(-1)).toEqual(['a', undefined]);
  // Parts that a lost connection left behind are void.
  socket.say(state(7, { things: [['e', { value: 1 }]] }, { more: true }));
});

test('[CL132] a join names the offset of the state where it is behind the log, and asks for all where it is ahead or not there', async () => {
  const { world, socket } = await start();
  expect(socket.saidOf('join')[0]!.channels[0]).not.toHaveProperty('state');
  const second = await again(world);
  expect(second.saidOf('join')[0]!.channels[0]).toMatchObject({ at: ['1-a', 3], state: 0 });
  second.say(joined('missed', 3), state(3, { things: [['a', { value: 1 }]] }, { all: true }));
  const third = await again(world);
  expect(third.saidOf('join')[0]!.channels[0]).not.toHaveProperty('state');
  third.say(joined('missed', 5), batch(4, 5));
  const fourth = await again(world);
  expect(fourth.saidOf('join')[0]!.channels[0]).toMatchObject({ at: ['1-a', 5], state: 3 });
  fourth.say(joined('missed', 5), state(9, { things: [['a', { value: 2 }]] }));
  const fifth = await again(world);
  expect(fifth.saidOf('join')[0]!.channels[0]).toMatchObject({ at: ['1-a', 5], state: 0 });
});

test('[CL132] after a snapshot, changes of a state that was held before are for nobody until all of it came', async () => {
  const { channel, socket } = await start();
  socket.say(state(3, { things: [['a', { value: 1 }]] }, { all: true }));
  socket.say(joined('snapshot', 9), snapshot(9), state(9, { things: [['b', { value: 1 }]] }));
  expect([...channel.stateOf('things').keys()]).toEqual(['a']);
  socket.say(state(9, { things: [['c', { value: 1 }]] }, { all: true }));
  expect([...channel.stateOf('things').keys()]).toEqual(['c']);
});

test('[CL133] what was received is acknowledged, in bytes of payload: every 16 kB, in larger steps while they come fast, and with every beat', async () => {
  const { world, socket } = await start();
  const got = () => socket.saidOf('got').map(({ bytes }) => bytes);
  expect(got()).toEqual([]);
  world.clock.turn(10_000);
  await settle();
  const first = got()[0]!;
  expect(first).toBeGreaterThan(300);
  // 'é' is two bytes.
  const text = JSON.stringify({ t: 'beat', filler: 'é'.repeat(limits.ackBytes / 2) });
  socket.sayText(text);
  await settle();
  expect(got()[1]! - first).toBe(Buffer.byteLength(text));
  // Nothing new was received since: nothing to say.
  world.clock.turn(10_000);
  await settle();
  expect(got()).toHaveLength(2);
});

test('[CL134] of a signal with `keep` each message carries the last ones, numbered per connection', async () => {
  const { world, channel, socket } = await start();
  for (let by = 1; by <= 4; by++) channel.signal('step', { by });
  channel.signal('wave', {});
  await settle();
  expect(socket.saidOf('signal').map(({ data, seq }) => [data, seq])).toEqual([
    [[{ by: 1 }], 1],
    [[{ by: 1 }, { by: 2 }], 2],
    [[{ by: 1 }, { by: 2 }, { by: 3 }], 3],
    [[{ by: 2 }, { by: 3 }, { by: 4 }], 4],
    [{}, undefined],
  ]);
  // What a full buffer keeps back comes with the next.
  socket.bufferedAmount = 1e6;
  channel.signal('step', { by: 5 });
  socket.bufferedAmount = 0;
  channel.signal('step', { by: 6 });
  await settle();
  expect(socket.saidOf('signal').at(-1)).toMatchObject({ data: [{ by: 4 }, { by: 5 }, { by: 6 }], seq: 6 });
  const next = await again(world);
  next.say(joined('missed', 3));
  channel.signal('step', { by: 7 });
  await settle();
  expect(next.saidOf('signal')).toMatchObject([{ data: [{ by: 7 }], seq: 1 }]);
});

test('[CL135] of a signal with `keep` each is told once, in order, per device, also when a message between was lost', async () => {
  const { channel, socket } = await start();
  const heard: string[] = [];
  channel.onSignal('step', ({ by }, { device }) => void heard.push(`${device}${by}`));
  const step = (device: string, seq: number, ...by: number[]) =>
    socket.say({ t: 'signal', ch: 7, name: 'step', who: 'bob', device, seq, data: by.map((one) => ({ by: one })) });
  step('d', 1, 1);
  step('d', 2, 1, 2);
  step('d', 2, 1, 2);
  step('d', 4, 2, 3, 4);
  step('e', 1, 1);
  step('d', 9, 7, 8, 9);
  expect(heard).toEqual(['d1', 'd2', 'd3', 'd4', 'e1', 'd7', 'd8', 'd9']);
  expect(channel.signals('step').map(({ device, data }) => [device, data.by])).toEqual([
    ['d', 9],
    ['e', 1],
  ]);
});

test('[CL136] in a crowd there are more people than are listed', async () => {
  const { channel, socket } = await start();
  const here = (who: string) => ({ who, devices: { d: {} } });
  socket.say({ t: 'presence', ch: 7, all: true, here: [here('ann'), here('bob')], gone: [] });
  expect(channel.count).toBe(2);
  socket.say({ t: 'presence', ch: 7, all: true, here: [here('ann')], gone: [], count: 400 });
  expect([channel.count, channel.presence.size]).toEqual([400, 1]);
  socket.say({ t: 'presence', ch: 7, here: [here('cleo')], gone: [], count: 401 });
  expect([channel.count, channel.presence.size]).toEqual([401, 2]);
  socket.say({ t: 'presence', ch: 7, all: true, here: [here('ann')], gone: [] });
  expect(channel.count).toBe(1);
});

test('[CL137] people are asked for by interest, again on every connection, and told as a set', async () => {
  const { world, client, socket } = await start();
  const told: string[][] = [];
  client.on('people', (here) => void told.push([...here]));
  client.people(['bob', 'cleo']);
  await settle();
  expect(socket.saidOf('people')).toEqual([{ t: 'people', who: ['bob', 'cleo'] }]);
  socket.say({ t: 'people', here: ['bob', 'cleo'], gone: [] });
  socket.say({ t: 'people', here: [], gone: ['cleo'] });
  expect([...client.here]).toEqual(['bob']);
  expect(told.at(-1)).toEqual(['bob']);
  client.people(['cleo']);
  expect([...client.here]).toEqual([]);
  const next = await again(world);
  expect(next.saidOf('people')).toEqual([{ t: 'people', who: ['cleo'] }]);
  next.say({ t: 'people', here: ['cleo'], gone: [] });
  expect([...client.here]).toEqual(['cleo']);
  expect(() => client.people(Array.from({ length: limits.people + 1 }, (_, at) => `p${at}`))).toThrow(`No more than ${limits.people}`);
});

test('[CL138] binary frames are offered once a contract has bytes', () => {
  const first = new World();
  first.client();
  expect(first.socket.subprotocols).toEqual([SUBPROTOCOL]);
  withBytes(v.object({ update: v.instance(Uint8Array) }), ['update']);
  const second = new World();
  second.client();
  expect(second.socket.subprotocols).toEqual([BINARY_SUBPROTOCOL, SUBPROTOCOL]);
});
