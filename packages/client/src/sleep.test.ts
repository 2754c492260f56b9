import { expect, test } from 'vitest';
import { settle } from './testing/fake-clock.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

const HOURS_8 = 8 * 3_600_000;
const joined = (outcome: 'snapshot' | 'missed', offset: number) => ({
  t: 'joined',
  channel: 'notes/one',
  ch: 7,
  outcome,
  at: ['1-a', offset],
  tags: [50],
  version: 1,
});
const batch = (offset: number, text: string, by: readonly [number, number]) => ({
  t: 'batch',
  ch: 7,
  term: '1-a',
  from: offset,
  to: offset,
  events: [{ o: offset, name: 'added', at: 5, by, data: { text } }],
});

async function joinedWorld() {
  const world = new World();
  const client = world.client();
  const channel = client.channel(notes, 'one');
  const socket = world.welcome();
  await settle();
  socket.say(joined('snapshot', 1), { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"notes":[{"text":"a"}]}' });
  return { world, client, channel, socket };
}

test('[CL110] after eight hours of sleep the dead socket is given up at the first sign of waking, and there is one new connection', async () => {
  for (const wake of ['clock', 'visible', 'online', 'all'] as const) {
    const { world, client, channel, socket } = await joinedWorld();
    channel.emit('add', { text: 'b' }).catch(() => {});
    await settle();
    expect(socket.saidOf('command')).toHaveLength(1);
    world.clock.sleep(HOURS_8);
    // On another network, and the old socket does not end: whoever waits for it waits for minutes.
    if (wake === 'all') for (const happening of ['offline', 'online', 'visible', 'online', 'visible'] as const) world.happen(happening);
    else if (wake !== 'clock') world.happen(wake);
    world.clock.turn(0);
    expect(socket.over).toBe(true);
    if (wake === 'clock') world.clock.turn(500);
    expect(client.status.state).toBe('connecting');
    expect(world.sockets).toHaveLength(2);
    const next = world.welcome();
    await settle();
    expect(next.saidOf('join')).toEqual([{ t: 'join', channels: [{ channel: 'notes/one', at: ['1-a', 1], version: 1 }] }]);
    expect(next.saidOf('command').map(({ n, again }) => [n, again])).toEqual([[1, true]]);
    // It had arrived before the sleep.
    next.say(joined('missed', 3), batch(2, 'b', [50, 1]), batch(3, 'c', [51, 1]), {
      t: 'reply',
      c: 0,
      channel: 'notes/one',
      n: 1,
      at: ['1-a', 2],
      reply: { count: 2 },
    });
    // What the old one still says is for nobody.
    socket.say(batch(4, 'ghost', [52, 1]));
    socket.cut();
    world.clock.turn(60_000);
    next.say({ t: 'beat' });
    expect(texts(channel.view)).toEqual(['a', 'b', 'c']);
    expect(channel.pending).toEqual([]);
    expect(world.sockets.filter(({ over }) => !over).length).toBeLessThanOrEqual(1);
  }
});

test('[CL111] from network to network there is one connection at a time, and one that still answers is kept', async () => {
  const { world, client, socket } = await joinedWorld();
  for (let change = 0; change < 20; change++) {
    world.happen('offline');
    world.happen('online');
    world.happen('visible');
  }
  await settle();
  expect(socket.saidOf('beat')).toHaveLength(1);
  world.clock.turn(4_000);
  socket.say({ t: 'beat' });
  world.clock.turn(4_000);
  expect([client.status.state, world.sockets.length]).toEqual(['open', 1]);

  // Half open: it takes what is said, and nothing comes back.
  world.happen('offline');
  world.happen('online');
  world.clock.turn(5_000);
  expect(socket.over).toBe(true);
  for (let change = 0; change < 20; change++) {
    world.happen('offline');
    world.happen('online');
  }
  expect(world.sockets).toHaveLength(2);
  world.clock.turn(1_000);
  // The handshake of a network that went fails, and the next network is tried at once.
  world.socket.cut();
  await settle();
  world.happen('online');
  world.happen('online');
  expect(world.sockets).toHaveLength(3);
  expect(world.sockets.filter(({ over }) => !over)).toHaveLength(1);
  const next = world.welcome();
  await settle();
  expect(next.saidOf('join')[0]?.channels[0]?.at).toEqual(['1-a', 1]);
});

test('[CL112] a window whose timers are held back to one a minute answers what it hears', async () => {
  const world = new World();
  world.client();
  const socket = world.welcome({ heartbeatMs: 15_000 });
  await settle();
  let said = world.clock.now();
  for (let second = 1; second <= 58; second++) {
    // Time passes, and no timer rings.
    world.clock.sleep(1_000);
    if (second % 15 === 0) socket.say({ t: 'beat' });
    const before = socket.frames.length;
    await settle();
    if (socket.frames.length > before) said = world.clock.now();
    // The hub gives up after 40 s.
    expect(world.clock.now() - said).toBeLessThan(40_000);
  }
  expect(socket.saidOf('beat').length).toBeGreaterThan(1);
  expect(socket.saidOf('beat').length).toBeLessThan(9);
  // An answer to an answer is none.
  const beats = socket.saidOf('beat').length;
  for (let n = 0; n < 5; n++) socket.say({ t: 'beat' });
  await settle();
  expect(socket.saidOf('beat').length).toBeLessThanOrEqual(beats + 1);
});
