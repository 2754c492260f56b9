import { readFileSync } from 'node:fs';
import { SYSTEM, type AnyKind } from '@atrium/server';
import { createWorld } from '@atrium/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractHash } from '../contract-hash.ts';
import { as, channelAs, Workbench } from '../workbench.ts';
import { arenaKind } from './channel.ts';
import { arena } from './contract.ts';
import { look, readFrame, type Seen, writeFrame } from './frames.ts';
import { Game } from './game.ts';
import { Netcode } from './netcode.ts';
import { randomOf } from './random.ts';
import { BOATS, collide, CRATES, FILLED_TO, GRAIN, HARBOUR, HZ, type Moving, RADIUS, REST_STEPS, ROUND_STEPS, sail } from './rules.ts';

const steering = fc.record({ x: fc.integer({ min: -100, max: 100 }), y: fc.integer({ min: -100, max: 100 }) });

test('[AR1] a step is the same whoever computes it, from what a frame says', () => {
  fc.assert(
    fc.property(fc.array(steering, { minLength: 1, maxLength: 200 }), (steps) => {
      const here: Moving = { x: 600, y: 400, vx: 0, vy: 0 };
      for (const each of steps) {
        // As it travels: whole numbers.
        const there: Moving = {
          x: Math.round(here.x * GRAIN) / GRAIN,
          y: Math.round(here.y * GRAIN) / GRAIN,
          vx: Math.round(here.vx * GRAIN) / GRAIN,
          vy: Math.round(here.vy * GRAIN) / GRAIN,
        };
        sail(here, each);
        sail(there, each);
        expect(there).toEqual(here);
      }
    }),
    { numRuns: 100 },
  );
});

test('[AR2] boats stay in the harbour, scores do not go below nothing, crates do not run out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.array(steering, { minLength: 4, maxLength: 4 }), (seed, directions) => {
      const game = new Game(seed);
      const here = new Set(['a', 'b', 'c', 'd']);
      for (let step = 1; step < 900; step++) {
        for (const [index, who] of [...here].entries()) game.steer(who, { n: step, steering: directions[(index + Math.floor(step / 60)) % 4]! });
        game.keepOnly(here);
        game.advance();
        expect(game.crates.length).toBeGreaterThanOrEqual(CRATES);
        expect(game.boats.size).toBeLessThanOrEqual(BOATS);
        for (const { x, y, score } of game.boats.values()) {
          expect(x >= RADIUS - 8 && x <= HARBOUR.width - RADIUS + 8 && y >= RADIUS - 8 && y <= HARBOUR.height - RADIUS + 8).toBe(true);
          expect(score).toBeGreaterThanOrEqual(0);
        }
      }
    }),
    { numRuns: 8 },
  );
  // The faster one rams.
  const [fast, slow] = [
    { x: 100, y: 100, vx: 6, vy: 0 },
    { x: 125, y: 100, vx: 0, vy: 0 },
  ];
  expect(collide(fast, slow)).toBe('b');
  expect(slow.vx).toBeGreaterThan(fast.vx);
  expect(collide({ x: 0, y: 0, vx: 3, vy: 0 }, { x: 20, y: 0, vx: -3, vy: 0 })).toBeUndefined();
});

test('[AR3] each steering is taken once and in order, one a step, at no more than full power; a flood brings nobody further', () => {
  const run = (steer: (game: Game, step: number) => void): number => {
    const game = new Game(1);
    game.steer('ann', { n: 1, steering: { x: 0, y: 0 } });
    const boat = game.boats.get(game.seatOf('ann')!)!;
    Object.assign(boat, { x: 100, y: 400, vx: 0, vy: 0 });
    for (let step = 2; step < 42; step++) {
      steer(game, step);
      game.advance();
    }
    return boat.x;
  };
  const honest = run((game, step) => game.steer('ann', { n: step, steering: { x: 100, y: 0 } }));
  const repeated = run((game, step) => {
    for (const n of [step - 1, step, step, step - 2]) game.steer('ann', { n, steering: { x: 100, y: 0 } });
  });
  expect(repeated).toBe(honest);
  const greedy = run((game, step) => game.steer('ann', { n: step, steering: { x: 100_000, y: 0 } }));
  expect(greedy).toBe(honest);
  // Ten times as much as there are steps: the queue is short, and two are sailed in a step at most.
  const flood = run((game, step) => {
    for (let at = 0; at < 10; at++) game.steer('ann', { n: step * 10 + at, steering: { x: 100, y: 0 } });
  });
  expect(flood - 100).toBeLessThan((honest - 100) * 1.35);
});

const seen = (seed: number, steps: number): Seen[] => {
  const game = new Game(seed);
  return Array.from({ length: steps }, () => {
    game.advance();
    return look(game);
  });
};

test('[AR4] frames are read as they were written, whole and against another; what is broken is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 60 }), (seed, apart) => {
      const all = seen(seed, 80);
      const [whole, later] = [all[10]!, all[10 + apart]!];
      expect(readFrame(writeFrame(whole))).toEqual(whole);
      expect(readFrame(writeFrame(later, whole), whole)).toEqual(later);
    }),
    { numRuns: 50 },
  );
  const [whole, next] = [seen(3, 30)[28]!, seen(3, 30)[29]!];
  expect(writeFrame(next, whole).length).toBeLessThan(writeFrame(next).length);
  // In a step in which nobody moves there is next to nothing to say.
  expect(writeFrame({ ...whole, step: whole.step + 1 }, whole).length).toBeLessThan(12);
  const bytes = writeFrame(whole);
  for (let length = 0; length < bytes.length; length++) expect(() => readFrame(bytes.subarray(0, length))).toThrow(RangeError);
});

test('[AR5] who vanishes comes back into the same boat, and who is gone leaves it to a bot', () => {
  const game = new Game(1);
  const here = new Set(['ann']);
  for (let n = 1; n <= 60; n++) {
    game.steer('ann', { n, steering: { x: 80, y: 10 } });
    game.keepOnly(here);
    game.advance();
  }
  const seat = game.seatOf('ann')!;
  const boat = game.boats.get(seat)!;
  boat.score = 7;
  // Nothing for ten seconds, but not gone yet.
  for (let step = 0; step < 10 * HZ; step++) {
    game.keepOnly(here);
    game.advance();
  }
  game.forget('ann');
  game.steer('ann', { n: 1, steering: { x: -100, y: 0 } });
  game.advance();
  expect(game.seatOf('ann')).toBe(seat);
  expect(game.boats.get(seat)).toBe(boat);
  expect([boat.taken, boat.score]).toEqual([1, 7]);
  game.keepOnly(new Set());
  game.advance();
  expect(game.seatOf('ann')).toBeUndefined();
  expect(game.boats.size).toBe(FILLED_TO);
  for (let person = 0; person < 20; person++) game.steer(`p${person}`, { n: 1, steering: { x: 0, y: 0 } });
  game.advance();
  expect(game.boats.size).toBe(BOATS);
});

test('[AR6] bots play: each fetches more than a crate every ten seconds', () => {
  const game = new Game(9);
  let scores: ReturnType<Game['advance']>;
  for (let step = 0; step < ROUND_STEPS; step++) scores = game.advance() ?? scores;
  expect(scores).toHaveLength(FILLED_TO);
  for (const { score } of scores!) expect(score).toBeGreaterThan(12);
  for (let step = 0; step < REST_STEPS; step++) game.advance();
  expect([game.round, game.resting, [...game.boats.values()].every(({ score }) => score <= 1)]).toEqual([2, false, true]);
});

test('[AR7] a round in which somebody played is one event by the game alone, and is said once', async () => {
  const bench = new Workbench(arenaKind, { id: 'pier' });
  const members = [{ id: 'ann', role: 'owner' as const }];
  bench.do(channelAs('chat/pier'), 'follow', { placed: true, name: 'Pier', type: 'public', archived: false, members });
  const scores = [
    { who: 'ann', score: 9 },
    { who: null, score: 4 },
  ];
  expect(bench.do(as('ann'), 'finish', { scores })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(channelAs('arena/pier'), 'finish', { scores })).toMatchObject({
    effects: [{ to: 'chat/pier', name: 'post', input: { text: 'Round 1: <@ann> 9' } }],
  });
  expect(await bench.open(as('ann'))).toMatchObject({ rounds: 1, best: [{ who: 'ann', score: 9 }] });

  // And for real: a hub, a player who plays one round, and a bystander.
  await using world = createWorld({ seed: 5, kinds: [arenaKind as unknown as AnyKind] });
  await world.run(
    world.hub.command({
      identity: SYSTEM,
      channel: 'arena/pier',
      name: 'follow',
      input: { placed: true, name: 'Pier', type: 'public', archived: false, members },
    }),
  );
  const [ann, eve] = [await world.join('ann', 'arena/pier'), await world.join('eve', 'arena/pier')];
  for (let n = 1; n <= 20; n++) {
    ann.say({ t: 'signal', channel: 'arena/pier', name: 'steer', data: [{ n, x: 100, y: 0 }], seq: n });
    eve.say({ t: 'signal', channel: 'arena/pier', name: 'steer', data: [{ n, x: 100, y: 0 }], seq: n });
    eve.say({ t: 'signal', channel: 'arena/pier', name: 'seats', data: { seats: [{ seat: 0, who: 'eve' }] } });
    await world.clock.advance(1000 / HZ);
  }
  for (let second = 0; second < 130; second += 5) {
    ann.say({ t: 'beat' });
    eve.say({ t: 'beat' });
    await world.clock.advance(5_000);
  }
  const log = world.log('arena/pier').filter(({ name }) => name === 'finished');
  expect(log).toHaveLength(1);
  expect(String(log[0]!.body)).toContain('"who":"ann"');
  expect(String(log[0]!.body)).not.toContain('eve');
  expect(JSON.stringify(ann.received)).not.toContain('"who":"eve","device"');
});

/** A player over a line that is slow, uneven and loses something, and the server, in made-up time. */
function over({ oneWayMs, jitterMs, loss, alone }: { readonly oneWayMs: number; readonly jitterMs: number; readonly loss: number; readonly alone: boolean }) {
  const random = randomOf(4);
  const game = new Game(2);
  const net = new Netcode();
  const later = (from: number): number => from + oneWayMs + (random() * 2 - 1) * jitterMs;
  const up: { readonly at: number; readonly said: readonly { readonly n: number; readonly x: number; readonly y: number }[] }[] = [];
  const down: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  const last: { readonly n: number; readonly x: number; readonly y: number }[] = [];
  const corrections: number[] = [];
  const others: number[] = [];
  const shown: { readonly step: number; readonly x: number }[] = [];
  let [upFree, downFree] = [0, 0];
  let whole: Seen | undefined;
  let firstMoved: number | undefined;
  const seconds = 30;
  for (let step = 0; step < seconds * HZ; step++) {
    const now = (step * 1000) / HZ;
    // The player.
    while (down[0] && down[0].at <= now) {
      net.take(down.shift()!.bytes, now);
      if (step > 3 * HZ) corrections.push(net.correction);
    }
    net.sit(game.seatOf('ann'));
    const turns = [
      { x: 100, y: 0 },
      { x: 0, y: 100 },
      { x: -100, y: 0 },
      { x: 0, y: -100 },
    ];
    const steering = step < 2 * HZ ? { x: 0, y: 0 } : turns[Math.floor(step / 20) % 4]!;
    const before = net.draw(now, 0).find(({ seat }) => seat === game.seatOf('ann'));
    // The next picture, half a step later, shows what is pressed now, before anything is sent.
    const pressed = net.draw(now + 500 / HZ, 0.5, steering).find(({ seat }) => seat === game.seatOf('ann'));
    if (step === 2 * HZ && before && pressed) firstMoved = Math.hypot(pressed.x - before.x, pressed.y - before.y);
    const said = net.steer(steering);
    last.push(said);
    if (last.length > 8) last.shift();
    if (random() >= loss) up.push({ at: (upFree = Math.max(upFree, later(now))), said: [...last] });
    const bot = net.draw(now, 0).find(({ seat }) => seat !== game.seatOf('ann'));
    if (bot && step > 3 * HZ) {
      shown.push({ step, x: bot.x });
      others.push(Math.hypot(bot.vx, bot.vy));
    }
    // The server.
    while (up[0] && up[0].at <= now) for (const { n, x, y } of up.shift()!.said) game.steer('ann', { n, steering: { x, y } });
    if (alone) {
      // Nobody else is near: what others do is not what is measured here.
      for (const boat of game.boats.values()) if (boat.who === undefined) Object.assign(boat, { x: 1100, y: 100 + boat.seat * 90, vx: 0, vy: 0 });
    }
    game.keepOnly(new Set(['ann']));
    game.advance();
    const look$ = look(game);
    const isWhole = !whole || game.step % 15 === 0;
    if (isWhole) whole = look$;
    if (random() >= loss) down.push({ at: (downFree = Math.max(downFree, later(now))), bytes: writeFrame(look$, isWhole ? undefined : whole) });
  }
  return { corrections: corrections.toSorted((a, b) => a - b), firstMoved, shown };
}
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

test('[AR8] at 200 ms there and back with 50 ms of jitter and losses one’s own boat moves at once, and is put right by next to nothing in open water', () => {
  const { corrections, firstMoved } = over({ oneWayMs: 100, jitterMs: 25, loss: 0.02, alone: true });
  expect(firstMoved).toBeGreaterThan(0.2);
  expect(corrections.length).toBeGreaterThan(700);
  const [half, most] = [quantile(corrections, 0.5), quantile(corrections, 0.99)];
  expect(half).toBeLessThan((2 * RADIUS) / 20);
  expect(most).toBeLessThan(2 * RADIUS);
});

test('[AR9] the others move evenly, and never back in time', () => {
  const { shown } = over({ oneWayMs: 100, jitterMs: 25, loss: 0.02, alone: false });
  const steps = shown
    .slice(1)
    .map(({ x }, at) => Math.abs(x - shown[at]!.x))
    .toSorted((a, b) => a - b);
  // No faster than a boat can go, but for the few that were rammed.
  expect(quantile(steps, 0.99)).toBeLessThan(14);
});

test('[AR10] the contract’s schemas move together with its version', () => {
  expect(contractHash(arena)).toBe(readFileSync(new URL('contract.hash', import.meta.url), 'utf8'));
});
