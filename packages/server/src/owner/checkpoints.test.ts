import { defineChannel } from '@atrium/protocol';
import { type AnyKind, defineKind } from '../kind.ts';
import { boardKind, createWorld, privateKind, type TestClient, type World, type WorldOptions } from '@atrium/testkit';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { asRecorded } from './recorded.ts';
import { CHECKPOINT_EVERY, Checkpoints, restored } from './checkpoints.ts';

const LOBBY = 'private/lobby';
const BOARD = 'board/main';
const MINUTE = 60_000;

const create = (options: Partial<WorldOptions> = {}): World => createWorld({ seed: 1, kinds: [privateKind, boardKind, notesKind], ...options });
const post = (world: World, client: TestClient, text: string): Promise<unknown> => world.run(client.emit(LOBBY, 'post', { text }));
const burst = (world: World, client: TestClient, count: number, bytes = 1): Promise<unknown> => world.run(client.emit(LOBBY, 'burst', { count, bytes }));
const fill = (world: World, client: TestClient, count: number, value = 1): Promise<unknown> =>
  world.run(client.emit(BOARD, 'fill', { count, bytes: 1, value }));
const checkpointOf = (world: World, channel: string) => world.disk.channels.get(channel)?.checkpoint;

const notesContract = defineChannel('notes', {
  commands: {
    note: { input: v.object({ text: v.string(), times: v.optional(v.number()) }), reply: v.object({}) },
    forget: { input: v.object({ offset: v.number() }), reply: v.object({}) },
  },
  events: { noted: v.object({ text: v.string() }), forgot: v.object({ offset: v.number() }) },
  view: v.object({ texts: v.array(v.string()) }),
});
/** Its decision state holds what was said. */
const notesKind = defineKind(notesContract, {
  initial: () => ({ texts: new Map<number, string>() }),
  evolve: (state, { name, offset, data }) => {
    if (name === 'noted' && data) state.texts.set(offset, data.text);
    if (name === 'forgot' && data) state.texts.delete(data.offset);
    return state;
  },
  decide: {
    note: (_state, { text, times = 1 }) => ({ events: Array.from({ length: times }, () => ({ name: 'noted' as const, data: { text } })), reply: {} }),
    forget: (_state, { offset }) => ({ events: [{ name: 'forgot', data: { offset } }], reply: {}, redacts: [offset] }),
  },
  queries: {},
  viewer: () => ({}),
  show: (state) => ({ texts: [...state.texts.values()] }),
});

/** Reads of a channel's log since a moment, by the first offset asked for. */
function readsOf(world: World, channel: string): number[] {
  const reads: number[] = [];
  const { store } = world;
  const read = store.read.bind(store);
  store.read = (of, after, limit) => {
    if (of === channel) reads.push(after);
    return read(of, after, limit);
  };
  return reads;
}

test('[CK1] every 2,000 events, and every megabyte, the state goes into the store, and a load folds what came after it', async () => {
  await using world = create();
  const ann = await world.join('ann', LOBBY);
  await burst(world, ann, CHECKPOINT_EVERY.events - 1);
  expect(checkpointOf(world, LOBBY)).toBeUndefined();
  await post(world, ann, 'one more');
  expect(checkpointOf(world, LOBBY)).toMatchObject({ version: 1, at: [world.log(LOBBY)[0]!.term, CHECKPOINT_EVERY.events] });
  await burst(world, ann, 12, 100_000);
  expect(checkpointOf(world, LOBBY)?.at[1]).toBe(CHECKPOINT_EVERY.events + 12);
  await post(world, ann, 'after it');
  world.restart();
  const reads = readsOf(world, LOBBY);
  ann.reconnect();
  expect(await post(world, ann, 'again')).toEqual({ ordinal: CHECKPOINT_EVERY.events + 14 });
  expect(reads.filter((after) => after < CHECKPOINT_EVERY.events + 12)).toEqual([]);
  expect(world.violations).toEqual([]);
});

test('[CK1] folded on from any checkpoint, the state is what it is when everything is folded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('post', 'add', 'promote', 'ban'), fc.constantFrom('ann', 'bob', 'cleo')), { minLength: 1, maxLength: 30 }),
      fc.nat(),
      async (commands, pick) => {
        await using world = create();
        const ann = await world.join('ann', LOBBY);
        await world.run(world.hub.command({ identity: { id: 'system', name: '', role: 'system' }, channel: LOBBY, name: 'promote', input: { who: 'ann' } }));
        for (const [name, who] of commands) await world.run(ann.emit(LOBBY, name, name === 'post' ? { text: who } : { who }).catch(() => undefined));
        const log = world.log(LOBBY).map((event) => asRecorded(privateKind as AnyKind, event));
        const fold = (state: unknown, events: readonly unknown[]): unknown =>
          events.reduce<unknown>((all, event) => privateKind.evolve(all as never, event as never), state);
        const at = pick % (log.length + 1);
        const checkpoints = new Checkpoints(privateKind as AnyKind, (error) => expect.unreachable(String(error)));
        checkpoints.loaded(undefined, { events: 1e9, bytes: 0 });
        const checkpoint = checkpoints.after({ events: [], redacts: [] }, fold(privateKind.initial('lobby'), log.slice(0, at)));
        expect(fold(restored(privateKind as AnyKind, checkpoint)?.state, log.slice(at))).toEqual(fold(privateKind.initial('lobby'), log));
      },
    ),
    { numRuns: 30 },
  );
});

test('[CK2] an entry that redacts replaces the checkpoint that is there', async () => {
  await using world = create();
  const ann = await world.join('ann', 'notes/one');
  await world.run(ann.emit('notes/one', 'note', { text: 'the secret' }));
  await world.run(ann.emit('notes/one', 'note', { text: 'x', times: CHECKPOINT_EVERY.events }));
  const holds = (): boolean => Buffer.from(checkpointOf(world, 'notes/one')!.body).includes('the secret');
  expect(holds()).toBe(true);
  await world.run(ann.emit('notes/one', 'forget', { offset: 1 }));
  expect(holds()).toBe(false);
  expect(checkpointOf(world, 'notes/one')?.at[1]).toBe(world.log('notes/one').length);
});

test('[CK3] a checkpoint of another version is not used, unless the kind can read it; without the whole log those who ask are refused', async () => {
  const kind: AnyKind = { ...(boardKind as unknown as AnyKind), retention: { ms: 1_000, events: 10 } };
  await using world = create({ kinds: [kind] });
  const ann = await world.join('ann', BOARD);
  await fill(world, ann, CHECKPOINT_EVERY.events);
  const become = (change: Partial<AnyKind>): void => {
    Object.assign(kind, change);
    world.restart();
    ann.reconnect();
  };
  const count = async (): Promise<unknown> => {
    const client = await world.join(`somebody-${world.random.hex(4)}`, BOARD);
    return client.channel(BOARD).error ?? client.channel(BOARD).view;
  };
  become({ stateVersion: 2 });
  expect(await count()).toEqual({ count: CHECKPOINT_EVERY.events });

  // Now its log is trimmed behind a checkpoint of version 2.
  await fill(world, ann, CHECKPOINT_EVERY.events, 2);
  await world.clock.advance(MINUTE);
  await fill(world, ann, CHECKPOINT_EVERY.events, 3);
  await world.clock.advance(MINUTE);
  expect(world.disk.channels.get(BOARD)!.trimmed).toBeGreaterThan(CHECKPOINT_EVERY.events);
  become({ stateVersion: 3 });
  expect(await count()).toBe('internal');
  expect(world.logged.at(-1)).toContain('of version 2');
  become({ upgrade: (state, version) => (version === 2 ? state : undefined) });
  expect(await count()).toEqual({ count: CHECKPOINT_EVERY.events });
});

test('[CK4] a state that V8 cannot serialise is told once, and the channel goes on', async () => {
  const kind: AnyKind = { ...(boardKind as unknown as AnyKind), initial: () => ({ things: new Map(), chiefs: new Set(), odd: () => 1 }) };
  await using world = create({ kinds: [kind] });
  const ann = await world.join('ann', BOARD);
  await fill(world, ann, CHECKPOINT_EVERY.events);
  await fill(world, ann, CHECKPOINT_EVERY.events);
  expect(checkpointOf(world, BOARD)).toBeUndefined();
  expect(world.logged.filter((line) => line.includes('plain data'))).toHaveLength(1);
});

test('[RT1] what is older than the retention is trimmed behind the checkpoint, and nothing else; whoever is behind it gets a snapshot', async () => {
  const kind: AnyKind = { ...(boardKind as unknown as AnyKind), retention: { ms: 10 * MINUTE, events: 500 } };
  await using world = create({ kinds: [kind] });
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  bob.drop();
  const oldest = (): number => world.disk.channels.get(BOARD)!.trimmed + 1;
  await fill(world, ann, CHECKPOINT_EVERY.events);
  await world.clock.advance(MINUTE);
  expect(oldest()).toBe(1);
  await world.clock.advance(10 * MINUTE);
  // No checkpoint came since it is old enough; and the last 500 events stay whatever their age.
  await fill(world, ann, CHECKPOINT_EVERY.events);
  await world.clock.advance(MINUTE);
  expect(oldest()).toBe(CHECKPOINT_EVERY.events + 1);
  bob.reconnect();
  await world.clock.until(() => bob.channel(BOARD).position?.[1] === 2 * CHECKPOINT_EVERY.events);
  expect(bob.channel(BOARD).outcomes).toEqual(['snapshot', 'snapshot']);
  await world.clock.advance(20 * MINUTE);
  await fill(world, ann, 1600);
  await fill(world, ann, 400);
  await world.clock.advance(MINUTE);
  expect(oldest()).toBe(2 * CHECKPOINT_EVERY.events + 1);
  expect(world.violations).toEqual([]);
});

test('[BP6] whoever fell out of the retention while catching up gets a snapshot on the spot', async () => {
  const kind: AnyKind = { ...(boardKind as unknown as AnyKind), retention: { ms: 1_000, events: 10 }, visible: () => true };
  await using world = create({ kinds: [kind] });
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  bob.wire!.stall();
  for (let round = 0; round < 3; round++) {
    await fill(world, ann, CHECKPOINT_EVERY.events, round);
    await world.clock.advance(MINUTE / 4);
  }
  expect(world.disk.channels.get(BOARD)!.trimmed).toBeGreaterThan(CHECKPOINT_EVERY.events);
  bob.wire!.unstall();
  await world.clock.until(() => bob.channel(BOARD).position?.[1] === 3 * CHECKPOINT_EVERY.events);
  expect(bob.channel(BOARD).outcomes).toEqual(['snapshot', 'snapshot']);
  expect(bob.channel(BOARD).standing).toEqual(ann.channel(BOARD).standing);
  expect(world.violations).toEqual([]);
});

test('[RT2] commits go on while a log is trimmed', async () => {
  const kind: AnyKind = { ...(boardKind as unknown as AnyKind), retention: { ms: 1_000, events: 10 } };
  await using world = create({ kinds: [kind], store: { commitMs: [1, 5], readMs: [1, 5] } });
  const ann = await world.join('ann', BOARD);
  for (let round = 0; round < 6; round++) {
    await fill(world, ann, 1000, round);
    await world.clock.advance(2_000);
  }
  const trimmed = (): number => world.disk.channels.get(BOARD)!.trimmed;
  const before = trimmed();
  await fill(world, ann, 1000);
  await fill(world, ann, 1000);
  // It is trimmed in steps, and what is asked meanwhile is answered between them.
  await world.run(ann.emit(BOARD, 'put', { key: 'a', value: 1 }));
  expect(trimmed()).toBeLessThan(before + 2_000);
  await world.clock.advance(MINUTE);
  expect(trimmed()).toBeGreaterThan(before);
});

test('[LG1] what nobody joined or asked for a minute is let go, its refusals stored before, and clients notice nothing', async () => {
  await using world = create();
  const ann = await world.join('ann', LOBBY);
  await post(world, ann, 'hello');
  expect(world.hub.stats()['channels']).toBe(1);
  await world.clock.advance(5 * MINUTE);
  expect(world.hub.stats()['channels']).toBe(1);
  ann.leave(LOBBY);
  // Refused at once, and stored with the channel's next commit, for which there is no other reason.
  await expect(world.run(ann.emit(LOBBY, 'post', { text: '!refuse' }))).rejects.toMatchObject({ code: 'unwanted' });
  await world.clock.advance(2 * MINUTE);
  expect(world.hub.stats()['channels']).toBe(0);
  expect([...world.disk.clients.values()].map(({ last }) => last)).toEqual([2]);
  ann.say({ t: 'command', c: 0, channel: LOBBY, n: 2, settled: 1, again: true, first: world.clock.now(), name: 'post', input: { text: '!refuse' } });
  await world.clock.advance(100);
  expect(ann.received.at(-1)).toMatchObject({ t: 'reply', n: 2, error: { code: 'unwanted' } });
  expect(await world.run(ann.emit(LOBBY, 'post', { text: 'back' }))).toEqual({ ordinal: 2 });
  expect(world.log(LOBBY)).toHaveLength(2);
});

test('[LG2] ten thousand channels that were touched once are let go, and watchers go on being told', async () => {
  await using world = create();
  const ann = world.client('ann');
  ann.watch(LOBBY);
  await world.clock.advance(100);
  await world.run(
    Promise.all(
      Array.from({ length: 10_000 }, (_, at) =>
        world.hub.command({ identity: { id: 'ann', name: '', role: 'member' }, channel: `notes/n${at}`, name: 'note', input: { text: 'x' } }),
      ),
    ),
    600_000,
  );
  expect(world.hub.stats()['channels']).toBe(10_001);
  await world.clock.advance(2 * MINUTE);
  expect(world.hub.stats()['channels']).toBe(0);
  await world.run(world.hub.command({ identity: { id: 'bob', name: '', role: 'member' }, channel: LOBBY, name: 'post', input: { text: 'hello' } }));
  await world.clock.until(() => ann.heads.get(LOBBY)?.last === 1);
});

test('[LG3] an ask that comes while a channel is let go, or loaded, is answered once', async () => {
  for (let seed = 0; seed < 20; seed++) {
    await using world = create({ seed, store: { commitMs: [0, 20], readMs: [0, 20] } });
    const identity = { id: 'ann', name: '', role: 'member' };
    const say = (text: string): Promise<unknown> => world.hub.command({ identity, channel: LOBBY, name: 'post', input: { text } });
    await world.run(say('one'));
    const asked: Promise<unknown>[] = [];
    // Around the moment at which it is let go.
    await world.clock.advance(MINUTE - 30 + seed * 3);
    for (let count = 0; count < 10; count++) {
      asked.push(say(`text ${count}`));
      await world.clock.advance(seed % 5);
    }
    await world.run(Promise.all(asked));
    expect(world.log(LOBBY).map(({ body }) => (JSON.parse(body!) as { ordinal: number }).ordinal)).toEqual(Array.from({ length: 11 }, (_, at) => at + 1));
  }
});
