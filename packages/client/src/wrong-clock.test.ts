import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { fileOutbox } from './outbox/file.ts';
import { indexedDbOutbox } from './outbox/indexeddb.ts';
import { memoryOutbox } from './outbox/memory.ts';
import type { Outbox } from './outbox/outbox.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';
import { notes } from './testing/notes.ts';
import { World } from './testing/world.ts';

const YEAR = 365 * 24 * 3_600_000;
const snapshot = [
  { t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 1], tags: [50], version: 1 },
  { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"notes":[]}' },
];

for (const [way, off] of [
  ['ahead', -YEAR],
  ['behind', YEAR],
] as const) {
  test(`[CL113] a clock a year ${way}: the hub’s time is known, and dates what is predicted and how old a command is`, async () => {
    const world = new World();
    const client = world.client({ identity: 'ann' });
    const early = client.channel(notes, 'one');
    early.emit('add', { text: 'before the first welcome' }).catch(() => {});
    world.clock.turn(2_000);
    const socket = world.welcome({ now: world.clock.now() + off });
    const hubs = (): number => world.clock.now() + off;
    await settle();
    socket.say(...snapshot);
    expect(client.now()).toBe(hubs());
    early.emit('add', { text: 'after it' }).catch(() => {});
    await settle();
    expect(socket.saidOf('command').map(({ n, again, first }) => [n, again, first])).toEqual([
      [1, undefined, undefined],
      [2, undefined, undefined],
    ]);
    expect(early.pending.map(({ firstSentAt }) => firstSentAt)).toEqual([hubs() - 2_000, hubs()]);
    world.clock.turn(1_000);
    socket.cut();
    world.clock.turn(500);
    const next = world.welcome({ now: world.clock.now() + off });
    await settle();
    expect(next.saidOf('command').map(({ n, again, first }) => [n, again, first])).toEqual([
      [1, true, hubs() - 3_500],
      [2, true, hubs() - 1_500],
    ]);
  });

  test(`[CL113] a clock a year ${way}: what was given off line is as old as it is when the next start sends it`, async () => {
    const world = new World();
    const outbox = memoryOutbox();
    const before = world.client({ outbox, identity: 'ann' });
    before.emit(notes, 'one', 'add', { text: 'a' }).catch(() => {});
    await before.close();
    world.clock.turn(60_000);
    const client = world.client({ outbox, identity: 'ann' });
    const socket = world.welcome({ now: world.clock.now() + off });
    await settle();
    expect(socket.saidOf('command').map(({ again, first }) => [again, first])).toEqual([[true, world.clock.now() + off - 60_000]]);
    // Given again under another hub's clock, it is not moved twice.
    await client.close();
    world.client({ outbox, identity: 'ann' });
    const next = world.welcome({ now: world.clock.now() + off });
    await settle();
    expect(next.saidOf('command').map(({ first }) => first)).toEqual([world.clock.now() + off - 60_000]);
  });
}

test('[CL114] a clock that is set right by a year: the connection is probed, goes on when it answers, and is found when it is dead', async () => {
  for (const by of [YEAR, -YEAR]) {
    const world = new World();
    const client = world.client();
    let socket = world.welcome({ heartbeatMs: 20_000 });
    await settle();
    world.clock.turn(1_000);
    world.clock.setHands(by);
    await settle();
    world.clock.turn(10_000);
    await settle();
    if (by > 0) {
      // It cannot tell this from a year of sleep.
      expect(socket.over).toBe(true);
      world.clock.turn(500);
      socket = world.welcome({ heartbeatMs: 20_000 });
    } else {
      expect(socket.saidOf('beat').length).toBeGreaterThan(0);
      socket.say({ t: 'beat' });
    }
    for (let turn = 0; turn < 10; turn++) {
      world.clock.turn(10_000);
      await settle();
      expect(socket.saidOf('beat').length).toBeGreaterThan(turn / 2);
      socket.say({ t: 'beat' });
    }
    expect(client.status.state).toBe('open');
    world.clock.turn(50_000);
    expect(socket.over).toBe(true);
  }
});

test('[CL114] what the hub put off is sent when its time has come, not a year later', async () => {
  const world = new World();
  const client = world.client();
  const socket = world.welcome();
  client.emit(notes, 'one', 'add', { text: 'a' }).catch(() => {});
  await settle();
  socket.say({ t: 'reply', c: 0, channel: 'notes/one', n: 1, error: { kind: 'too-fast', message: '…', retryAfterMs: 3_000 } });
  world.clock.turn(2_999);
  await settle();
  expect(socket.saidOf('command')).toHaveLength(1);
  world.clock.setHands(-YEAR);
  world.clock.turn(1);
  await settle();
  expect(socket.saidOf('command').map(({ n }) => n)).toEqual([1, 1]);
});

for (const [name, make] of Object.entries({
  'IndexedDB with leases': () => {
    const factory = new IDBFactory();
    return { open: (clock: FakeClock): Outbox => indexedDbOutbox({ clock, factory }), end: () => {} };
  },
  files: () => {
    const folder = mkdtempSync(join(tmpdir(), 'atrium-outbox-'));
    return { open: (clock: FakeClock): Outbox => fileOutbox(folder, { clock }), end: () => rmSync(folder, { recursive: true }) };
  },
})) {
  test(`[CL115] ${name}: adopted however wrong the clock was, or is; of another identity it goes after 60 days`, async () => {
    for (const by of [YEAR, -YEAR, 61 * 24 * 3_600_000]) {
      const { open, end } = make();
      const then = new FakeClock();
      // Files have the time of this machine.
      then.turn(Date.now());
      const left = open(then);
      for (const identity of ['ann', 'bob']) {
        const hold = left.open(`client-${identity}`);
        await hold.identify(identity);
        await hold.add({ channel: 'notes/one', n: 1, name: 'add', input: { text: identity }, first: then.now() });
      }
      const now = new FakeClock();
      now.turn(Date.now() + by);
      const adopted = await open(now).adopt('ann', 15);
      expect(adopted.map(({ client, commands }) => [client, commands.length])).toEqual([['client-ann', 1]]);
      const others = await open(now).adopt('bob', 15);
      expect(others).toHaveLength(by > 0 ? 0 : 1);
      end();
    }
  });
}
