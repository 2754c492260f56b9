import { limits } from '@atrium/protocol';
import { boardKind, createWorld, privateKind, type TestChannel, type TestClient, type World, type WorldOptions } from '@atrium/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const BOARD = 'board/main';
const boards = (options: Partial<WorldOptions> = {}): World => createWorld({ seed: 1, kinds: [boardKind, privateKind], ...options });

const put = (world: World, client: TestClient, key: string, value: number, to?: readonly string[]): Promise<unknown> =>
  world.run(client.emit(BOARD, 'put', { key, value, ...(to && { to }) }));
const drop = (world: World, client: TestClient, key: string): Promise<unknown> => world.run(client.emit(BOARD, 'drop', { key }));
const fill = (world: World, client: TestClient, input: { count: number; bytes: number; value: number }): Promise<unknown> =>
  world.run(client.emit(BOARD, 'fill', input));

const board = (client: TestClient): TestChannel => client.channel(BOARD);
/** The values that a client is shown, by key. */
const shown = (client: TestClient): Record<string, number> =>
  Object.fromEntries([...(board(client).standing.get('things') ?? [])].map(([key, thing]) => [key, (thing as { value: number }).value]).sort());
const told = (world: World, client: TestClient): Promise<void> =>
  world.clock.until(() => board(client).standingAt?.[1] === world.log(BOARD).length, { what: 'the newest state' });

test('[SL1] whoever joins is told what stands, as of a position, and then what changes, without the events that a kind hides', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  await put(world, ann, 'a', 1);
  await put(world, ann, 'b', 2);
  const bob = await world.join('bob', BOARD);
  await told(world, bob);
  expect(board(bob).told[0]).toMatchObject({
    all: true,
    at: [world.log(BOARD)[0]!.term, 2],
    set: { things: expect.arrayContaining([['a', { value: 1, note: '' }]]) },
  });
  await put(world, ann, 'a', 3);
  await drop(world, ann, 'b');
  await told(world, bob);
  await told(world, ann);
  expect(shown(bob)).toEqual({ a: 3 });
  expect(shown(ann)).toEqual({ a: 3 });
  expect(board(bob).events).toEqual([]);
  expect(world.violations).toEqual([]);
});

test('[SL2] whoever is slow is told the newest per key, whatever lay between', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  // More than may lie on the way of the fastest, so that the window is shut until it is read.
  await fill(world, ann, { count: 100, bytes: 2000, value: 0 });
  await told(world, bob);
  bob.wire!.stall();
  await fill(world, ann, { count: 300, bytes: 2000, value: 1 });
  const before = board(bob).told.length;
  for (let value = 2; value < 40; value++) await put(world, ann, 'k7', value);
  bob.wire!.unstall();
  await told(world, bob);
  expect(shown(bob)).toEqual(shown(ann));
  const k7 = board(bob)
    .told.slice(before)
    .flatMap(({ set }) => set['things'] ?? [])
    .flatMap(([key, thing]) => (key === 'k7' ? [(thing as { value: number }).value] : []));
  // What was on its way when it stalled, at most, and the newest.
  expect(k7.at(-1)).toBe(39);
  expect(k7.length).toBeLessThanOrEqual(2);
  expect(world.violations).toEqual([]);
});

test('[SL3] whoever comes back is told what changed and what went, and everything when that is not known any more', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  for (const key of ['a', 'b', 'c']) await put(world, ann, key, 1);
  const bob = await world.join('bob', BOARD);
  await told(world, bob);
  bob.drop();
  await put(world, ann, 'a', 2);
  await drop(world, ann, 'b');
  bob.reconnect();
  await told(world, bob);
  expect(board(bob).told.at(-1)).toMatchObject({ set: { things: [['a', { value: 2 }]] }, gone: { things: ['b'] } });
  expect(board(bob).told.at(-1)).not.toHaveProperty('all');
  expect(shown(bob)).toEqual({ a: 2, c: 1 });

  bob.drop();
  await drop(world, ann, 'c');
  // What went is remembered as long as the program runs.
  world.restart();
  ann.reconnect();
  await told(world, ann);
  bob.reconnect();
  await told(world, bob);
  expect(board(bob).told.at(-1)).toHaveProperty('all');
  expect(shown(bob)).toEqual({ a: 2 });
  expect(world.violations).toEqual([]);
});

test('[SL3] a thousand keys that went are remembered, and not more', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  await fill(world, ann, { count: 1050, bytes: 1, value: 1 });
  const bob = await world.join('bob', BOARD);
  await told(world, bob);
  bob.drop();
  await world.run(ann.emit(BOARD, 'sweep', { count: 1010 }));
  bob.reconnect();
  await told(world, bob);
  expect(board(bob).told.at(-1)).toHaveProperty('all');
  expect(Object.keys(shown(bob))).toHaveLength(40);
});

test('[SL4] a value is for those whom its audience names; who never saw it is not told that it went', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  const [bob, cleo] = [await world.join('bob', BOARD), await world.join('cleo', BOARD)];
  await put(world, ann, 'secret', 1, ['bob']);
  await told(world, bob);
  expect(shown(bob)).toEqual({ secret: 1 });
  await put(world, ann, 'secret', 2, ['ann']);
  await put(world, ann, 'open', 1);
  for (const who of [ann, bob, cleo]) await world.clock.until(() => shown(who)['open'] === 1);
  expect(shown(bob)).toEqual({ open: 1 });
  expect(shown(ann)).toEqual({ open: 1, secret: 2 });
  await drop(world, ann, 'secret');
  await put(world, ann, 'open', 2);
  for (const who of [ann, bob, cleo]) await world.clock.until(() => shown(who)['open'] === 2);
  expect(shown(ann)).toEqual({ open: 2 });
  expect(JSON.stringify(cleo.received)).not.toContain('secret');
});

test('[SL5] whose viewer changes is told anew, all that is for them', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  await put(world, ann, 'secret', 1, ['cleo']);
  expect(shown(bob)).toEqual({});
  await world.run(ann.emit(BOARD, 'promote', { who: 'bob' }));
  await told(world, bob);
  expect(board(bob).told.at(-1)).toHaveProperty('all');
  expect(shown(bob)).toEqual({ secret: 1 });
});

test('[SL6] nothing that is not on disk is told: what a crash takes back was never shown', async () => {
  await using world = boards({ store: { commitMs: [100, 100] } });
  const ann = await world.join('ann', BOARD);
  const bob = await world.join('bob', BOARD);
  void ann.emit(BOARD, 'put', { key: 'a', value: 1 });
  await world.clock.advance(50);
  // It is decided, and asked for by somebody who joins meanwhile.
  const cleo = world.client('cleo');
  cleo.join(BOARD);
  await world.clock.advance(50);
  expect(shown(bob)).toEqual({});
  expect(board(cleo).standingAt).toBeUndefined();
  await told(world, bob);
  await told(world, cleo);
  expect([shown(bob), shown(cleo)]).toEqual([{ a: 1 }, { a: 1 }]);
});

test('[SL7] what is large comes in parts of about 16 kB, and is applied with the last', async () => {
  await using world = boards();
  const ann = await world.join('ann', BOARD);
  await fill(world, ann, { count: 300, bytes: 1000, value: 1 });
  const bob = await world.join('bob', BOARD);
  await told(world, bob);
  const parts = board(bob).told;
  expect(parts.length).toBeGreaterThan(15);
  for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(2 * limits.ackBytes);
  expect(parts.map(({ more }) => more ?? false)).toEqual(parts.map((_, at) => at < parts.length - 1));
  expect(parts.map(({ all }) => all ?? false)).toEqual(parts.map((_, at) => at === 0));
  expect(Object.keys(shown(bob))).toHaveLength(300);
});

test('[SL8] on nodes whose bus loses, doubles and delays, everyone ends in the newest state', async () => {
  for (const seed of [1, 2, 3]) {
    await using world = boards({ seed, nodes: 2, bus: { drop: 0.2, twice: 0.1, delayMs: [0, 40] } });
    const ann = await world.join('ann', BOARD);
    const bob = await world.join('bob', BOARD, { node: 1 });
    for (let value = 0; value < 40; value++)
      await world.run(ann.emit(BOARD, value % 7 === 6 ? 'drop' : 'put', { key: `k${value % 5}`, ...(value % 7 !== 6 && { value }) }), 60_000);
    await world.clock.until(() => JSON.stringify(shown(bob)) === JSON.stringify(shown(ann)) && board(bob).standingAt?.[1] === 40, { within: 120_000 });
    expect(world.violations).toEqual([]);
  }
});

test('[SL9] whatever is put, dropped, stalled and cut, everyone ends with exactly what stands', async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('put' as const),
      key: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'x/y~'),
      value: fc.nat(9),
      to: fc.option(fc.subarray(['ann', 'bob'])),
    }),
    fc.record({ do: fc.constant('drop' as const), key: fc.constantFrom('a', 'b', 'c', '__proto__') }),
    fc.record({ do: fc.constant('fill' as const) }),
    fc.record({ do: fc.constantFrom('stall', 'unstall', 'cut', 'restart', 'pass') }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using world = boards();
      const ann = await world.join('ann', BOARD);
      const bob = await world.join('bob', BOARD);
      const expected = new Map<string, { value: number; to: readonly string[] | null }>();
      for (const one of steps) {
        if (one.do === 'put') {
          await put(world, ann, one.key, one.value, one.to ?? undefined);
          expected.set(one.key, { value: one.value, to: one.to });
        } else if (one.do === 'drop') {
          await drop(world, ann, one.key);
          expected.delete(one.key);
        } else if (one.do === 'fill') {
          await fill(world, ann, { count: 80, bytes: 1000, value: 5 });
          for (let at = 0; at < 80; at++) expected.set(`k${at}`, { value: 5, to: null });
        } else if (one.do === 'stall') bob.wire?.stall();
        else if (one.do === 'unstall') bob.wire?.unstall();
        else if (one.do === 'cut') bob.reconnect();
        else if (one.do === 'restart') {
          world.restart();
          ann.reconnect();
          bob.reconnect();
        } else await world.clock.advance(20);
      }
      bob.wire?.unstall();
      await put(world, ann, 'end', 1);
      expected.set('end', { value: 1, to: null });
      await told(world, bob);
      await told(world, ann);
      for (const [client, who] of [
        [ann, 'ann'],
        [bob, 'bob'],
      ] as const)
        expect(shown(client)).toEqual(
          Object.fromEntries(
            [...expected]
              .filter(([, { to }]) => !to || to.includes(who))
              .map(([key, { value }]) => [key, value])
              .sort(),
          ),
        );
      expect(world.violations).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
