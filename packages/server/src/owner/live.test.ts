import { defineChannel, withBytes } from '@atrium/protocol';
import { type AnyKind, defineKind, type LiveContext, refuse } from '../kind.ts';
import { createWorld } from '@atrium/testkit';
import * as v from 'valibot';
import { expect, test } from 'vitest';

const Nothing = v.strictObject({});
const game = defineChannel('game', {
  commands: { finish: { input: v.strictObject({ steps: v.number() }), reply: Nothing } },
  events: { finished: v.strictObject({ steps: v.number() }) },
  signals: {
    input: { data: v.strictObject({ x: v.number() }), ttlMs: 1000, keep: 3 },
    wave: { data: Nothing, ttlMs: 1000 },
    frame: { data: withBytes(v.strictObject({ bytes: v.instance(Uint8Array) }), ['bytes']), ttlMs: 1000 },
  },
  view: v.strictObject({ rounds: v.number() }),
  apply: (view, { name }) => (name === 'finished' ? { rounds: view.rounds + 1 } : view),
});

/** A world that counts its steps, tells them, and ends a round at the hundredth. */
function counting(hz = 30) {
  const at: number[] = [];
  const heard: unknown[] = [];
  let opened = 0;
  let context: LiveContext<unknown> | undefined;
  const kind = defineKind(game, {
    initial: () => ({ rounds: 0 }),
    evolve: (state) => ({ rounds: state.rounds + 1 }),
    decide: {
      finish: (_state, { steps }, { identity }) =>
        identity.id === 'channel:game/one' ? { events: [{ name: 'finished', data: { steps } }], reply: {} } : refuse('not-allowed', 'The game does that.'),
    },
    queries: {},
    viewer: (_state, { id }) => (id === 'eve' ? undefined : {}),
    show: (state) => ({ ...state }),
    live: {
      hz,
      open: (given) => {
        opened += 1;
        context = given;
        let steps = 0;
        return {
          heard: ({ name, who, data, seq }) => {
            heard.push([name, who, data, seq]);
            if (JSON.stringify(data).includes('666')) throw new Error('a bad number');
            return name === 'input';
          },
          step: () => {
            steps += 1;
            at.push(given.now());
            given.tell('frame', { bytes: Uint8Array.of(steps & 255) });
            if (steps % 100 === 0) given.command('finish', { steps });
          },
        };
      },
    },
  });
  return { kind: kind as unknown as AnyKind, at, heard, opened: () => opened, here: () => [...(context?.here() ?? [])] };
}
const kindsOf = (frames: readonly { readonly t: string }[], t: string) =>
  frames.filter((frame) => frame.t === t) as unknown as readonly Record<string, unknown>[];

test('[LV1] [LV3] a world steps while anybody is here, none late for another, and ends after the last has gone', async () => {
  const world$ = counting();
  await using world = createWorld({ seed: 1, kinds: [world$.kind] });
  expect(world$.opened()).toBe(0);
  const ann = await world.join('ann', 'game/one');
  await world.clock.advance(10_000);
  expect(world$.opened()).toBe(1);
  expect(world$.at.length).toBeGreaterThanOrEqual(299);
  const [first = 0] = world$.at;
  for (const [index, time] of world$.at.entries()) expect(Math.abs(time - first - (index * 1000) / 30)).toBeLessThan(2);
  const told = kindsOf(ann.received, 'signal');
  expect(told.length).toBeGreaterThan(290);
  expect(told[0]).toMatchObject({ name: 'frame', who: 'channel:game/one', data: { bytes: 'AQ==' } });
  expect(world$.here()).toEqual(['ann']);
  ann.drop();
  await world.clock.advance(10_000);
  const before = world$.at.length;
  await world.clock.advance(3_000);
  // They may come back into what goes on.
  expect(world$.at.length).toBeGreaterThan(before);
  await world.clock.advance(30_000);
  const after = world$.at.length;
  await world.clock.advance(5_000);
  expect(world$.at.length).toBe(after);
});

test('[LV2] [LV4] it takes signals, lets others through, and commands its own channel', async () => {
  const world$ = counting();
  await using world = createWorld({ seed: 2, kinds: [world$.kind] });
  const [ann, bob] = [await world.join('ann', 'game/one'), await world.join('bob', 'game/one')];
  ann.say({ t: 'signal', channel: 'game/one', name: 'input', data: [{ x: 1 }, { x: 2 }], seq: 2 });
  ann.say({ t: 'signal', channel: 'game/one', name: 'wave', data: {} });
  await world.clock.advance(4_000);
  expect(world$.heard).toEqual([
    ['input', 'ann', [{ x: 1 }, { x: 2 }], 2],
    ['wave', 'ann', {}, undefined],
  ]);
  const names = kindsOf(bob.received, 'signal').map(({ name, who }) => `${String(name)} ${String(who)}`);
  expect(names.filter((name) => name === 'wave ann')).toHaveLength(1);
  expect(names.some((name) => name.startsWith('input'))).toBe(false);
  expect(JSON.stringify(kindsOf(bob.received, 'batch'))).toContain('"finished"');
  await expect(world.run(ann.emit('game/one', 'finish', { steps: 5 }))).rejects.toMatchObject({ code: 'not-allowed' });
});

test('[LV5] a world that throws ends and harms nothing; the next begins another; what was slept through is not made up for', async () => {
  const world$ = counting();
  await using world = createWorld({ seed: 3, kinds: [world$.kind] });
  const ann = await world.join('ann', 'game/one');
  await world.clock.advance(1_000);
  ann.say({ t: 'signal', channel: 'game/one', name: 'input', data: [{ x: 666 }], seq: 1 });
  await world.clock.advance(1_000);
  expect(world.logged.join()).toContain('a live world threw');
  world.logged.length = 0;
  const before = world$.at.length;
  await world.clock.advance(1_000);
  expect(world$.at.length).toBe(before);
  ann.say({ t: 'signal', channel: 'game/one', name: 'input', data: [{ x: 1 }], seq: 2 });
  await world.clock.advance(1_000);
  expect(world$.opened()).toBe(2);
  expect(world$.at.length).toBeGreaterThan(before + 25);
});
