import { limits } from '@atrium/protocol';
import { boardKind, createWorld, privateKind, type TestClient, type World, type WorldOptions } from '@atrium/testkit';
import { SYSTEM } from '../hub.ts';
import { expect, test } from 'vitest';
import { WINDOW_BYTES } from './window.ts';

const BOARD = 'board/main';
const LOBBY = 'private/lobby';
const create = (options: Partial<WorldOptions> = {}): World => createWorld({ seed: 1, kinds: [boardKind, privateKind], ...options });
const burst = (world: World, client: TestClient, count: number, bytes: number): Promise<unknown> => world.run(client.emit(LOBBY, 'burst', { count, bytes }));
const bytesOf = (messages: readonly unknown[]): number => messages.reduce<number>((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)), 0);
const nudge = (client: TestClient, seq: number): void => client.say({ t: 'signal', channel: BOARD, name: 'nudge', seq, data: [{ by: seq }] });

test('[BP1] past its budget nothing more is read from a connection, until it has taken what is queued; meanwhile its silence says nothing', async () => {
  await using world = create({ limits: { queuedBytes: 20_000, heartbeatMs: 1_000, silentAfterMs: 3_000, stalledAfterMs: 20_000 } });
  const ann = await world.join('ann', LOBBY);
  await burst(world, ann, 100, 1000);
  const bob = world.client('bob');
  await world.clock.advance(100);
  bob.wire!.stall();
  const answers = [1, 2, 3].map(() => bob.query(LOBBY, 'lines', { containing: '' }));
  await world.clock.advance(100);
  expect(bob.wire!.paused).toBe(true);
  await world.clock.advance(10_000);
  expect(bob.closes).toEqual([]);
  bob.wire!.unstall();
  await world.run(Promise.all(answers));
  expect(bob.wire!.paused).toBe(false);
  // Once it is listened to, its silence counts again; and who takes nothing for that long is gone.
  bob.wire!.stall();
  void bob.query(LOBBY, 'lines', { containing: '' }).catch(() => undefined);
  await world.clock.advance(40_000);
  bob.wire?.unstall();
  await world.clock.advance(100);
  // The code is still behind what it never took.
  expect(bob.closes).toEqual([1006]);
});

test('[BP2] signals and state wait for acknowledgements, whatever the bytes on the way are; signals beyond are dropped', async () => {
  await using world = create();
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  await burst(world, await world.join('cleo', LOBBY), 80, 1000);
  await world.clock.advance(100);
  bob.wire!.stall();
  // Its own answer fills the way.
  const answer = bob.query(LOBBY, 'lines', { containing: '' });
  await world.clock.advance(50);
  const before = bob.received.length;
  for (let seq = 1; seq <= 5; seq++) nudge(ann, seq);
  for (let value = 1; value <= 5; value++) await world.run(ann.emit(BOARD, 'put', { key: 'a', value }));
  await world.clock.advance(50);
  bob.wire!.unstall();
  await world.run(answer);
  await world.clock.advance(200);
  nudge(ann, 6);
  await world.clock.advance(50);
  const after = bob.received.slice(before);
  expect(after.filter(({ t }) => t === 'signal').map((signal) => (signal as { seq?: number }).seq)).toEqual([6]);
  expect(after.flatMap((message) => (message.t === 'state' ? message.set['things'] : []))).toEqual([['a', { value: 5, note: '' }]]);
});

test('[BP3] beside a state lane the log stays inside the window, in small parts, and neither keeps the other waiting', async () => {
  await using world = create();
  const ann = await world.join('ann', BOARD);
  const bob = world.client('bob');
  bob.join(BOARD);
  bob.join(LOBBY);
  await world.clock.advance(100);
  const writer = await world.join('cleo', LOBBY);
  bob.wire!.stall();
  for (let round = 0; round < 4; round++) {
    await burst(world, writer, 100, 1000);
    await world.run(ann.emit(BOARD, 'fill', { count: 60, bytes: 1000, value: round }));
  }
  await world.clock.advance(100);
  expect(bob.wire!.queued).toBeLessThan(WINDOW_BYTES + 2 * limits.ackBytes);
  const before = bob.received.length;
  bob.wire!.unstall();
  await world.clock.until(() => bob.channel(LOBBY).position?.[1] === 400 && bob.channel(BOARD).standingAt?.[1] === 240);
  const lanes = bob.received.slice(before).flatMap(({ t }) => (t === 'state' || t === 'batch' ? [t] : []));
  // There is six times as much log as state: what is newest does not wait for all of it, nor the log for all that is newest.
  expect(lanes.lastIndexOf('state')).toBeLessThan(lanes.length / 2);
  expect(lanes.indexOf('batch')).toBeLessThan(lanes.lastIndexOf('state'));
  for (const message of bob.received.slice(before)) if (message.t === 'batch') expect(bytesOf([message])).toBeLessThan(2 * limits.ackBytes);
  expect(world.violations).toEqual([]);

  // Without a state lane nobody waits for an acknowledgement.
  const dan = world.client('dan');
  dan.join(LOBBY);
  await world.clock.advance(100);
  dan.wire!.stall();
  await burst(world, writer, 300, 1000);
  await world.clock.advance(100);
  expect(dan.wire!.queued).toBeGreaterThan(300_000);
});

test('[BP4] more than was sent cannot be acknowledged', async () => {
  await using world = create();
  const ann = await world.join('ann', BOARD);
  ann.say({ t: 'got', bytes: 1e9 });
  await world.clock.advance(20);
  expect(ann.received.at(-1)).toMatchObject({ t: 'fault', error: { kind: 'bad-message' } });
});

test('[BP5] who stands still, and who asks and never reads, keep little queued, and then get everything', async () => {
  await using world = create({ limits: { queuedBytes: 100_000 } });
  const ann = await world.join('ann', LOBBY);
  const bob = await world.join('bob', LOBBY);
  const asker = world.client('cleo');
  await world.clock.advance(20);
  bob.wire!.stall();
  asker.wire!.stall();
  const answers: Promise<unknown>[] = [];
  for (let round = 0; round < 20; round++) {
    await burst(world, ann, 100, 1000);
    answers.push(asker.query(LOBBY, 'lines', { containing: '' }));
    await world.clock.advance(50);
    expect(bob.wire!.queued).toBeLessThan(100_000 + 2 * limits.partBytes);
  }
  // One answer of this kind may be as large as the lobby; no second one is made while it is not taken.
  expect(asker.wire!.paused).toBe(true);
  expect(asker.wire!.queued).toBeLessThan(500_000);
  bob.wire!.unstall();
  asker.wire!.unstall();
  await world.clock.until(() => bob.channel(LOBBY).position?.[1] === 2000);
  await world.run(Promise.all(answers));
  expect(bob.channel(LOBBY).events.map(({ o }) => o)).toEqual(Array.from({ length: 2000 }, (_, at) => at + 1));
  expect(world.violations).toEqual([]);
});

test('[VS9] who is put out while they are behind, and take nothing, is not told the rest when they take again', async () => {
  await using world = create({ limits: { queuedBytes: 20_000 } });
  const ann = await world.join('ann', LOBBY);
  const bob = await world.join('bob', LOBBY);
  bob.wire!.stall();
  await burst(world, ann, 150, 1000);
  await burst(world, ann, 50, 1000);
  await world.run(world.hub.command({ identity: SYSTEM, channel: LOBBY, name: 'ban', input: { who: 'bob' } }), 20);
  await burst(world, ann, 5, 1000);
  bob.wire!.unstall();
  await world.clock.advance(2000);
  const told = bob.received.flatMap((message): (number | string)[] => (message.t === 'batch' ? [message.to] : message.t === 'refused' ? [message.t] : []));
  expect(told).toEqual([150, 'refused']);
  expect(world.violations).toEqual([]);
});

test('[SG3] of a signal with `keep` the last ones are sent, with the number of the last', async () => {
  await using world = create();
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  ann.say({ t: 'signal', channel: BOARD, name: 'nudge', seq: 7, data: [{ by: 5 }, { by: 6 }, { by: 7 }] });
  await world.clock.advance(20);
  expect(bob.channel(BOARD).signals).toMatchObject([{ name: 'nudge', who: 'ann', seq: 7, data: [{ by: 5 }, { by: 6 }, { by: 7 }] }]);
  const wrong = [
    { name: 'nudge', data: [{ by: 1 }] },
    { name: 'nudge', seq: 1, data: { by: 1 } },
    { name: 'nudge', seq: 1, data: [] },
    { name: 'nudge', seq: 1, data: [{ by: 1 }, { by: 2 }] },
    { name: 'nudge', seq: 9, data: [{ by: 1 }, { by: 2 }, { by: 3 }, { by: 4 }] },
    { name: 'wave', seq: 1, data: {} },
  ];
  for (const signal of wrong) ann.say({ t: 'signal', channel: BOARD, ...signal });
  await world.clock.advance(20);
  expect(ann.received.filter(({ t }) => t === 'fault')).toHaveLength(wrong.length);
  expect(bob.channel(BOARD).signals).toHaveLength(1);
});
