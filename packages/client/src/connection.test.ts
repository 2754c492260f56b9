import { acceptBinary, readBinary, SUBPROTOCOL, writeBinary } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { settle } from './testing/fake-clock.ts';
import { notes } from './testing/notes.ts';
import { World } from './testing/world.ts';

test('[CL10] it speaks the subprotocol, is connecting until the welcome, and open after it', () => {
  const world = new World();
  const client = world.client();
  expect(world.socket.subprotocols).toEqual([SUBPROTOCOL]);
  expect(world.socket.binaryType).toBe('arraybuffer');
  expect(client.status.state).toBe('connecting');
  world.socket.accept();
  expect(client.status.state).toBe('connecting');
  world.welcome({ now: world.clock.now() + 70_000 });
  expect(client.status).toEqual({ state: 'open', since: world.clock.now(), identity: { id: 'ann', name: 'Ann', role: 'member' } });
  expect(client.identity?.id).toBe('ann');
  expect(client.now()).toBe(world.clock.now() + 70_000);
});

test('[CL11] waits grow exponentially, with full jitter at every step and at the cap too', () => {
  const top = (attempt: number): number => backoffMs(attempt, () => 1);
  expect([0, 1, 2, 3, 4, 5, 50].map(top)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(backoffMs(50, () => 0)).toBe(0);
  expect(backoffMs(50, () => 0.25)).toBe(2_500);
});

test('[CL11] a cut connection waits, and comes back by itself; only one that held resets the wait', async () => {
  const world = new World();
  world.roll = 1;
  const client = world.client();
  world.welcome();
  world.socket.cut();
  expect(client.status).toMatchObject({ state: 'waiting', retryAt: world.clock.now() + 500 });
  world.clock.turn(500);
  expect(client.status.state).toBe('connecting');
  world.welcome();
  world.socket.cut();
  expect(client.status.retryAt).toBe(world.clock.now() + 1_000);
  world.clock.turn(1_000);
  world.welcome();
  world.clock.turn(9_999);
  world.socket.say({ t: 'beat' });
  world.clock.turn(1);
  world.socket.cut();
  expect(client.status.retryAt).toBe(world.clock.now() + 500);
});

test('[CL12] on line again, or looked at again, a waiting client connects at once', () => {
  for (const happening of ['online', 'visible'] as const) {
    const world = new World();
    const client = world.client();
    world.welcome();
    world.socket.cut();
    world.happen('offline');
    expect(client.status.state).toBe('waiting');
    world.happen(happening);
    expect(client.status.state).toBe('connecting');
    expect(world.sockets).toHaveLength(2);
    world.clock.turn(60_000);
    expect(world.sockets.filter(({ over }) => !over).length).toBeLessThanOrEqual(1);
  }
});

test('[CL13] after a drain it comes back when the hub said, spread over as long again', () => {
  const world = new World();
  const client = world.client();
  world.welcome();
  world.socket.say({ t: 'drain', afterMs: 4_000 });
  expect(client.status.state).toBe('open');
  world.socket.cut(1012);
  expect(client.status.retryAt).toBe(world.clock.now() + 4_000 + 2_000);
});

test('[CL14] a quiet client beats within the interval', async () => {
  const world = new World();
  world.client();
  const socket = world.welcome({ heartbeatMs: 20_000 });
  await settle();
  expect(socket.saidOf('beat')).toHaveLength(0);
  world.clock.turn(10_000);
  await settle();
  expect(socket.saidOf('beat')).toHaveLength(1);
});

test('[CL15] a half-dead connection, silent for two intervals, is dropped and made anew', async () => {
  const world = new World();
  const client = world.client();
  const socket = world.welcome({ heartbeatMs: 20_000 });
  for (let beat = 0; beat < 6; beat++) {
    world.clock.turn(15_000);
    socket.say({ t: 'beat' });
  }
  expect(client.status.state).toBe('open');
  world.clock.turn(40_001);
  expect(socket.over).toBe(true);
  expect(client.status.state).not.toBe('open');
  world.clock.turn(500);
  expect(world.sockets.length).toBe(2);
  // What the dead one says later is for nobody.
  socket.say({ t: 'fault', error: { kind: 'internal', message: 'late' } });
});

test('[CL16] when the machine slept, the network changed or a person looks again, a beat must be answered within 5 s', async () => {
  for (const stir of [
    (world: World) => (world.clock.sleep(45_000), world.clock.turn(0)),
    (world: World) => world.happen('visible'),
    (world: World) => world.happen('offline'),
  ]) {
    for (const answers of [true, false]) {
      const world = new World();
      const client = world.client();
      const socket = world.welcome({ heartbeatMs: 20_000 });
      stir(world);
      await settle();
      expect(socket.saidOf('beat')).toHaveLength(1);
      expect(client.status.state).toBe('open');
      world.clock.turn(4_999);
      if (answers) socket.say({ t: 'beat' });
      world.clock.turn(1);
      expect(client.status.state).toBe(answers ? 'open' : 'waiting');
    }
  }
});

test('[CL17] a handshake that gets no welcome within 10 s is given up', () => {
  const world = new World();
  const client = world.client();
  world.socket.accept();
  world.clock.turn(10_000);
  expect(world.socket.over).toBe(true);
  expect(client.status.state).toBe('waiting');
});

test('[CL18] why a handshake failed is read over HTTP, once: 401, 403 and 426 are final', async () => {
  for (const status of [401, 403, 426]) {
    const world = new World();
    const client = world.client();
    world.verdict = { status, body: { error: { kind: 'unauthorised', message: 'Sign in again.' } } };
    world.socket.cut();
    await settle();
    expect(world.gets).toEqual(['http://hub.test/live']);
    expect(client.status).toMatchObject({ state: 'rejected', error: { kind: 'unauthorised', message: 'Sign in again.' } });
    world.clock.turn(60_000);
    world.happen('online');
    expect(world.sockets).toHaveLength(1);
  }
});

test('[CL18] any other verdict, or no network, is waited out, as long as the hub asks', async () => {
  for (const [verdict, atLeast] of [
    [undefined, 0],
    [{ status: 200, body: { ok: true } }, 0],
    [{ status: 503, body: 'no JSON of ours' }, 0],
    [{ status: 429, body: { error: { kind: 'too-fast', message: '…', retryAfterMs: 9_000 } } }, 9_000],
  ] as const) {
    const world = new World();
    const client = world.client();
    world.verdict = verdict;
    world.socket.cut();
    await settle();
    expect(client.status.state).toBe('waiting');
    expect(client.status.retryAt).toBeGreaterThanOrEqual(world.clock.now() + atLeast);
  }
});

test('[CL19] a close code that says never rejects, and who awaits something is told', async () => {
  for (const code of [4401, 4403, 4426]) {
    const world = new World();
    const client = world.client();
    const socket = world.welcome();
    const emitted = client.emit(notes, 'one', 'add', { text: 'a' });
    const asked = client.query(notes, 'one', 'count', {});
    socket.cut(code);
    expect(client.status.state).toBe('rejected');
    await expect(emitted).rejects.toMatchObject({ kind: code === 4426 ? 'refused' : 'unauthorised' });
    await expect(asked).rejects.toThrow();
    await expect(client.emit(notes, 'one', 'add', { text: 'b' })).rejects.toThrow();
  }
});

test('[CL20] a connection claims first, then joins, watches, sends commands and asks, all in one frame', async () => {
  const world = new World();
  const client = world.client();
  client.channel(notes, 'older');
  client.channel(notes, 'newer');
  client.watch(['notes/x']);
  const pending = [client.emit(notes, 'newer', 'add', { text: 'a' }), client.query(notes, 'newer', 'count', {})];
  for (const promise of pending) promise.catch(() => {});
  await settle();
  const socket = world.welcome();
  await settle();
  expect(socket.frames).toHaveLength(1);
  expect(socket.said.map(({ t }) => t)).toEqual(['claim', 'join', 'watch', 'command', 'query']);
  expect(socket.saidOf('claim')[0]?.clients).toEqual(['client-000000000001']);
  // The one that was wanted last is what a person looks at.
  expect(socket.saidOf('join')[0]?.channels).toEqual([
    { channel: 'notes/newer', version: 1 },
    { channel: 'notes/older', version: 1 },
  ]);
});

test('[CL21] a long queue goes out in few frames, none with too many messages or bytes', async () => {
  const world = new World();
  const client = world.client();
  for (let n = 0; n < 250; n++) client.emit(notes, 'one', 'add', { text: 'é'.repeat(400) }).catch(() => {});
  const socket = world.welcome({ frameBytes: 50_000 });
  await settle();
  expect(socket.saidOf('command')).toHaveLength(250);
  expect(socket.frames.length).toBeLessThan(10);
  for (const frame of socket.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(50_000);
});

test('[CL22] messages and fields that it does not know are passed over and counted', async () => {
  acceptBinary(readBinary);
  const world = new World();
  const client = world.client();
  const socket = world.welcome();
  socket.say({ t: 'hologram', ch: 1 }, { t: 'drain', afterMs: 1, colour: 'red' }, { t: 'toString' }, { t: 'batch', ch: 'one' });
  expect(client.ignored).toBe(3);
  socket.sayText(writeBinary([{ text: '{"t":"hologram"}', attachments: [] }]).buffer);
  expect(client.ignored).toBe(4);
  expect(client.status.state).toBe('open');
  socket.sayText('{');
  expect(client.status.state).toBe('waiting');
});

test('[CL23] a fault of the hub is told, and harms nothing', () => {
  const world = new World();
  const client = world.client();
  const faults: string[] = [];
  client.on('fault', (error) => faults.push(error.message));
  world.welcome().say({ t: 'fault', error: { kind: 'from-the-future', message: 'It broke.' } });
  expect(faults).toEqual(['It broke.']);
  expect(client.status.state).toBe('open');
});

test('[CL24] closing ends everything: no socket, no timer, and who awaits something is told', async () => {
  const world = new World();
  const client = world.client();
  const socket = world.welcome();
  const emitted = client.emit(notes, 'one', 'add', { text: 'a' });
  await client.close();
  expect(client.status.state).toBe('closed');
  expect(socket.over).toBe(true);
  await expect(emitted).rejects.toMatchObject({ name: 'Closed' });
  expect(world.clock.waiting).toBe(0);
});

test('[CL25] watched channels: the list is said on every connection, and heads of others are forgotten', async () => {
  const world = new World();
  const client = world.client();
  const told: number[] = [];
  client.on('heads', (heads) => told.push(heads.size));
  client.watch(['notes/a', 'notes/b']);
  const socket = world.welcome();
  socket.say(
    { t: 'head', channel: 'notes/a', at: ['1-a', 4], last: 3, deleted: [2] },
    { t: 'head', channel: 'notes/b', at: ['1-a', 1], last: 1, deleted: [] },
    { t: 'head', channel: 'notes/c', at: ['1-a', 1], last: 1, deleted: [] },
  );
  await settle();
  expect(told).toEqual([2]);
  const { heads } = client;
  expect(heads.get('notes/a')).toEqual({ at: ['1-a', 4], last: 3, deleted: [2] });
  expect(client.heads).toBe(heads);
  socket.say({ t: 'unwatched', channel: 'notes/b' });
  client.watch(['notes/b']);
  expect([...client.heads.keys()]).toEqual([]);
  socket.cut();
  world.clock.turn(10_000);
  const again = world.welcome();
  await settle();
  expect(again.saidOf('watch')).toEqual([{ t: 'watch', channels: ['notes/b'] }]);
  expect(() => client.watch(Array.from({ length: 4097 }, (_, n) => `notes/${n}` as const))).toThrow('4096');
});
