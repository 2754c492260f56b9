import { createWorld } from '@atrium/testkit';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

const LOBBY = 'private/lobby';
const kinds = (of: { readonly received: readonly { readonly t: string }[] }): string[] => of.received.map(({ t }) => t);
const faults = (of: { readonly received: readonly object[] }): unknown[] =>
  of.received.flatMap((message) => ('error' in message ? [(message.error as { kind?: unknown }).kind] : []));

test('[CN1] the first message says who one is, the interval, the clock and the node', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await world.settle();
  await world.clock.advance(1);
  expect(ann.received[0]).toMatchObject({ t: 'welcome', identity: { id: 'ann', name: 'ann', role: 'member' }, heartbeatMs: 15_000, frameBytes: 256 * 1024 });
});

test('[CN2] the newest claim of a client id wins: who held it is superseded, with a code that says so', async () => {
  await using world = createWorld({ seed: 1 });
  const first = await world.join('ann', LOBBY, { id: 'client-ann-0000000' });
  const second = await world.join('ann', LOBBY, { id: 'client-ann-0000000' });
  const stranger = await world.join('bob', LOBBY, { id: 'client-ann-0000000' });
  await world.clock.advance(20);
  expect(first.closes).toEqual([4409]);
  expect(second.connected).toBe(true);
  expect(stranger.connected).toBe(true);
});

test('[CN3] a command names a client by its place among the claims; one that is not claimed is told so', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  ann.say({ t: 'claim', clients: ['adopted-0000000000', 'adopted-0000000000', 'adopted-0000000001'] });
  for (const c of [1, 2, 3]) ann.say({ t: 'command', c, channel: LOBBY, n: 1, settled: 0, name: 'post', input: { text: `of ${c}` } });
  await world.clock.advance(50);
  const replies = ann.received.filter((message) => message.t === 'reply');
  expect(replies.map(({ c, error }) => [c, error?.kind])).toEqual(
    expect.arrayContaining([
      [1, undefined],
      [2, undefined],
      [3, 'not-claimed'],
    ]),
  );
  expect(ann.received.findLast((message) => message.t === 'tags')).toMatchObject({ tags: [expect.any(Number), expect.any(Number), expect.any(Number)] });
  for (let more = 0; more < 14; more++) ann.say({ t: 'claim', clients: [`adopted-00000001${more.toString().padStart(2, '0')}`] });
  await world.clock.advance(50);
  expect(faults(ann)).toContain('too-many');
});

test('[CN4] whoever is silent too long is closed; whoever hears nothing gets a beat; any traffic counts', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann, bob, cat] = [world.client('ann'), world.client('bob'), world.client('cat')];
  await world.clock.advance(1);
  bob.wire?.halfOpen();
  cat.wire?.client.onText(() => undefined);
  await world.clock.advance(60_000);
  expect(ann.connected).toBe(true);
  expect(kinds(ann)).toContain('beat');
  expect(world.hub.stats()['connections']).toBe(2);
});

test('[CN5] every frame that is not readable is told; after a few the connection ends', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  for (const text of ['{', '', '[]', 'nonsense']) ann.raw(text);
  await world.clock.advance(20);
  expect(faults(ann)).toEqual(['bad-frame', 'bad-frame', 'bad-frame', 'bad-frame']);
  expect(ann.closes).toEqual([4400]);
});

test('[CN6] a readable message that breaks the contract gets its typed error, and ends the connection only above the rate of a stale client', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  const wrong = [
    { t: 'nothing' },
    { t: 'claim', clients: ['short'] },
    { t: 'command', c: 0, channel: LOBBY, n: 1, settled: 0, name: 'post', input: { text: 1 } },
    { t: 'command', c: 0, channel: LOBBY, n: 1, settled: 0, name: 'constructor', input: {} },
    { t: 'query', id: 1, channel: LOBBY, name: 'toString', input: {} },
    { t: 'signal', channel: LOBBY, name: 'typing', data: {} },
    { t: 'present', channel: '__proto__/x', data: {} },
  ];
  for (const message of wrong) ann.say(message);
  await world.clock.advance(20);
  expect(faults(ann)).toEqual(['bad-message', 'bad-message', 'bad-input', 'unknown-name', 'unknown-name', 'not-joined', 'bad-message']);
  for (let round = 0; round < 30; round++) {
    ann.say({ t: 'nothing' });
    await world.clock.advance(1000);
  }
  expect(ann.connected).toBe(true);
  for (let count = 0; count < 100; count++) ann.say({ t: 'nothing' });
  await world.clock.advance(20);
  expect(ann.closes).toEqual([4429]);
});

test('[CN7] what comes too often gets its typed error with a time, and harms nobody else', async () => {
  const once = { perSecond: 1, burst: 1 };
  await using world = createWorld({ seed: 1, limits: { commands: once, queries: once, joins: once, watches: once } });
  const [ann, bob] = [world.client('ann'), world.client('bob')];
  for (const n of [1, 2]) ann.say({ t: 'command', c: 0, channel: LOBBY, n, settled: n - 1, name: 'post', input: { text: 'x' } });
  for (const id of [1, 2]) ann.say({ t: 'query', id, channel: LOBBY, name: 'lines', input: { containing: '' } });
  for (const channel of ['private/lobby1', 'private/lobby2']) ann.say({ t: 'join', channels: [{ channel }] });
  ann.say({ t: 'watch', channels: ['private/lobby1', 'private/lobby2'] });
  // After each it is not listened to for a second.
  await world.clock.advance(5000);
  const errors = ann.received.filter((message) => 'error' in message && message.error);
  expect(errors.map(({ t }) => t).sort()).toEqual(['answer', 'fault', 'refused', 'reply']);
  for (const message of errors) expect(message).toMatchObject({ error: { kind: 'too-fast', retryAfterMs: expect.any(Number) } });
  expect(await world.run(bob.emit(LOBBY, 'post', { text: 'hello' }))).toEqual({ ordinal: 2 });
});

test('[CN13] who asks too often is not listened to for as long as they would have had to wait, a second at most; then on, in order', async () => {
  await using world = createWorld({ seed: 1, limits: { queries: { perSecond: 10, burst: 10 } } });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  const questions = (count: number, from: number): object[] =>
    Array.from({ length: count }, (_, at) => ({ t: 'query', id: from + at, channel: LOBBY, name: 'lines', input: { containing: '' } }));
  const answered = (kind?: string): number[] => ann.received.flatMap((message) => (message.t === 'answer' && message.error?.kind === kind ? [message.id] : []));
  // A frame of twenty, ten too many; and nineteen that come with it.
  for (let frame = 0; frame < 20; frame++) ann.say(questions(20, frame * 20 + 1));
  await world.clock.advance(50);
  expect(answered()).toHaveLength(10);
  expect(answered('too-fast')).toHaveLength(10);
  expect(ann.wire!.paused).toBe(true);
  // Others are heard at once.
  expect(await world.run(bob.emit(LOBBY, 'post', { text: 'hello' }), 20)).toEqual({ ordinal: 1 });
  await world.clock.advance(900);
  expect(answered('too-fast')).toHaveLength(10);
  // One frame a second from here on: each has ten tokens, and ten too many.
  await world.clock.advance(20_000);
  expect(answered()).toHaveLength(200);
  expect(answered('too-fast')).toHaveLength(200);
  expect([...answered(), ...answered('too-fast')].sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
  expect(ann.wire!.paused).toBe(false);
  expect(await world.run(ann.emit(LOBBY, 'post', { text: 'sorry' }), 20)).toEqual({ ordinal: 2 });
});

test('[CN13] an excess that ends with the connection leaves nothing behind', async () => {
  await using world = createWorld({ seed: 1, limits: { signals: { perSecond: 10, burst: 1 } } });
  const ann = await world.join('ann', LOBBY);
  for (let at = 0; at < 50; at++) ann.say({ t: 'signal', channel: LOBBY, name: 'typing', data: { on: true } });
  await world.clock.advance(10);
  ann.drop();
  await world.clock.advance(5000);
  ann.reconnect();
  await world.clock.advance(100);
  expect(ann.channel(LOBBY).state).toBe('live');
  expect(world.violations).toEqual([]);
  expect(world.logged).toEqual([]);
});

test('[CN16] lists that come in one frame are taken up one in a turn, in order, with what came after them behind', async () => {
  await using world = createWorld({ seed: 1 });
  const [ann] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  const lists = Array.from({ length: 41 }, (_, at) => ({ t: 'people', who: at % 2 === 0 ? ['bob'] : [] }));
  const answers = (): number[] => ann.received.flatMap((message) => (message.t === 'people' ? [message.here.length] : message.t === 'answer' ? [-1] : []));
  // What is answered in one turn leaves as one frame.
  const write = vi.spyOn(ann.wire!, 'write');
  ann.say([...lists, { t: 'query', id: 1, channel: LOBBY, name: 'lines', input: { containing: '' } }]);
  ann.say({ t: 'query', id: 2, channel: LOBBY, name: 'lines', input: { containing: '' } });
  await world.clock.advance(200);
  const inTurn = write.mock.calls.map(([frames]) => [frames].flat().flatMap(({ text }) => text.match(/"t":"people"/gu) ?? []).length);
  expect(inTurn.filter((count) => count > 0)).toEqual(lists.map(() => 1));
  expect(answers()).toEqual([...lists.map(({ who }) => who.length), -1, -1]);
  expect(ann.wire!.paused).toBe(false);
});

test('[CN17] of one frame 64 messages are taken up in a turn, in order, and what comes after it waits', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  const write = vi.spyOn(ann.wire!, 'write');
  ann.say(Array.from({ length: 150 }, (_, at) => ({ t: 'join', channels: [{ channel: `nokind/${at}` }] })));
  ann.say({ t: 'join', channels: [{ channel: 'nokind/last' }] });
  await world.clock.advance(200);
  const refused = (text: string): string[] => [...text.matchAll(/"refused","channel":"nokind\/(\w+)"/gu)].map(([, which]) => which!);
  const inTurn = write.mock.calls.map(([frames]) => [frames].flat().flatMap(({ text }) => refused(text))).filter(({ length }) => length > 0);
  expect(inTurn.map(({ length }) => length)).toEqual([64, 64, 22, 1]);
  expect(inTurn.flat()).toEqual([...Array.from({ length: 150 }, (_, at) => String(at)), 'last']);
  expect(ann.wire!.paused).toBe(false);
});

test('[CN8] limits of a connection: channels joined, and queries under way', async () => {
  await using world = createWorld({ seed: 1, limits: { joins: { perSecond: 1000, burst: 1000 } } });
  const ann = world.client('ann');
  for (let count = 0; count < 129; count++) ann.say({ t: 'join', channels: [{ channel: `private/lobby${count}` }] });
  await world.clock.advance(100);
  expect(faults(ann)).toEqual(['too-many']);
  world.store.holdReads();
  for (let id = 1; id <= 33; id++) ann.say({ t: 'query', id, channel: LOBBY, name: 'lines', input: { containing: '' } });
  await world.clock.advance(20);
  expect(faults(ann)).toEqual(['too-many', 'overloaded']);
});

test('[CN9] a live session or person is revoked at once, with what was said before and nothing after', async () => {
  await using world = createWorld({ seed: 1 });
  const [phone, desk, bob] = [world.client('ann', { session: 'phone' }), world.client('ann', { session: 'desk' }), world.client('bob')];
  await world.clock.advance(10);
  world.hub.revoke({ session: 'phone' });
  await world.clock.advance(10);
  expect([phone.closes, desk.closes, bob.closes]).toEqual([[4401], [], []]);
  world.hub.revoke({ identity: 'ann' }, 4403);
  await world.clock.advance(10);
  expect([phone.closes, desk.closes, bob.closes]).toEqual([[4401], [4403], []]);
});

test('[CN10] a draining hub says when to come back, spread over its time, and closes with "restart"', async () => {
  await using world = createWorld({ seed: 1 });
  const clients = Array.from({ length: 4 }, (_, at) => world.client(`person-${at}`));
  await world.clock.advance(10);
  await world.hub.drain({ withinMs: 4000 });
  await world.clock.advance(10);
  expect(clients.map((client) => client.received.find((message) => message.t === 'drain')?.afterMs)).toEqual([1000, 2000, 3000, 4000]);
  expect(clients.flatMap(({ closes }) => closes)).toEqual([1012, 1012, 1012, 1012]);
});

test('[CN11] channels that do not exist are not kept, however many a client names', async () => {
  await using world = createWorld({ seed: 1 });
  const eve = world.client('eve');
  for (let count = 0; count < 200; count++) {
    eve.say({ t: 'join', channels: [{ channel: `private/nothing${count}` }] });
    eve.say({ t: 'command', c: 0, channel: `private/nothing${count}`, n: 1, settled: 0, name: 'post', input: { text: 'x' } });
    eve.say({ t: 'query', id: count + 1, channel: `private/nothing${count}`, name: 'lines', input: { containing: '' } });
  }
  eve.say({ t: 'watch', channels: Array.from({ length: 2000 }, (_, at) => `private/void${at}`) });
  await world.clock.advance(20_000);
  expect(world.hub.stats()['channels']).toBe(0);
  expect(world.hub.stats()['edges']).toBe(0);
});

test('[CN11] of channels that never were, a thousand are remembered for a refusal, and no more', async () => {
  const fast = { perSecond: 10_000, burst: 10_000 };
  await using world = createWorld({ seed: 1, limits: { commands: fast } });
  const eve = world.client('eve');
  for (let count = 0; count < 1500; count++)
    eve.say({ t: 'command', c: 0, channel: `private/lobby${count}`, n: 1, settled: 0, name: 'post', input: { text: '!refuse' } });
  await world.clock.advance(1000);
  expect(world.hub.stats()['refusals']).toBe(1500);
  expect(world.hub.stats()['channels']).toBe(1000);
});

test('[CN12] whatever a client sends, it gets typed errors and others are not harmed', async () => {
  const channel = fc.constantFrom(LOBBY, 'private/den', 'private/none', '__proto__/a', 'private/__proto__', 'toString/x', 7);
  const name = fc.constantFrom('post', 'typing', 'lines', '__proto__', 'constructor', 'hasOwnProperty', '', 'x'.repeat(100));
  const count = fc.oneof(fc.nat(5), fc.constantFrom(-1, 1.5, Number.MAX_SAFE_INTEGER, 1e300, null, '1'));
  const anything = fc.oneof({ maxDepth: 2 }, fc.jsonValue(), fc.constant({ text: 'hostile' }), fc.constant(JSON.parse('{"__proto__":{"text":"x"}}')));
  const message = fc.oneof(
    fc.record(
      {
        t: fc.constant('command'),
        c: count,
        channel,
        n: count,
        settled: count,
        again: fc.constantFrom(true, undefined, 1),
        first: count,
        name,
        input: anything,
      },
      { requiredKeys: ['t'] },
    ),
    fc.record({
      t: fc.constant('join'),
      channels: fc.array(fc.record({ channel, at: fc.oneof(fc.tuple(fc.string(), count), anything) }, { requiredKeys: ['channel'] }), { maxLength: 3 }),
    }),
    fc.record({ t: fc.constant('watch'), channels: fc.array(channel, { maxLength: 3 }) }),
    fc.record(
      {
        t: fc.constantFrom('signal', 'present', 'query', 'leave', 'claim', 'beat', 'welcome'),
        id: count,
        channel,
        name,
        data: anything,
        input: anything,
        clients: anything,
      },
      { requiredKeys: ['t'] },
    ),
    anything,
  );
  const frame = fc.oneof(
    message.map((value) => JSON.stringify(value) ?? 'x'),
    fc.array(message, { maxLength: 4 }).map((value) => JSON.stringify(value)),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 40 }), async (frames) => {
      await using world = createWorld({ seed: 1 });
      await world.open('private/den', ['ann']);
      const ann = await world.join('ann', LOBBY);
      const eve = world.client('eve');
      for (const text of frames) eve.raw(text);
      await world.clock.advance(100);
      const told = eve.received.filter((heard) => 'error' in heard && heard.error).map((heard) => (heard as { error: { kind: string } }).error.kind);
      expect(told).not.toContain('internal');
      await world.run(ann.emit(LOBBY, 'post', { text: 'still here' }));
      await world.clock.advance(50);
      expect(ann.channel(LOBBY).events.at(-1)?.data).toMatchObject({ text: 'still here' });
      expect(world.logged).toEqual([]);
      expect(world.violations).toEqual([]);
    }),
    { numRuns: 100, seed: 12 },
  );
});

test('[CN14] sixteen queries of a connection are read side by side, and none while answers wait that it does not take', async () => {
  await using world = createWorld({ seed: 1, store: { readMs: [5, 5] }, limits: { queuedBytes: 20_000 } });
  const ann = await world.join('ann', LOBBY);
  for (let at = 0; at < 8; at++) await world.run(ann.emit(LOBBY, 'post', { text: 'x'.repeat(1000) }));
  let [under, most, begun] = [0, 0, 0];
  const transact = world.store.transact.bind(world.store);
  world.store.transact = (work) =>
    transact((read, head) =>
      work(async (query) => {
        begun += 1;
        most = Math.max(most, ++under);
        try {
          return await read(query);
        } finally {
          under -= 1;
        }
      }, head),
    );
  const ask = (): void =>
    ann.say(Array.from({ length: 32 }, (_, at) => ({ t: 'query', id: at + 1, channel: LOBBY, name: 'lines', input: { containing: '' } })));
  ask();
  await world.clock.advance(500);
  expect(ann.received.filter(({ t }) => t === 'answer')).toHaveLength(32);
  expect([begun, most]).toEqual([32, 16]);

  ann.wire!.stall();
  ask();
  await world.clock.advance(500);
  // Sixteen are eight kilobytes each: more than is queued for it.
  expect(begun).toBe(48);
  ann.wire!.unstall();
  await world.clock.advance(500);
  expect(begun).toBe(64);
  expect(ann.received.filter(({ t }) => t === 'answer')).toHaveLength(64);
});

test('[CN15] of one connection eight channels begin to be watched side by side, and what another list has replaced never does', async () => {
  await using world = createWorld({ seed: 1, store: { readMs: [5, 5] } });
  const ann = world.client('ann');
  const loaded: string[] = [];
  let [under, most] = [0, 0];
  const load = world.store.load.bind(world.store);
  world.store.load = async (channel) => {
    loaded.push(channel);
    most = Math.max(most, ++under);
    try {
      return await load(channel);
    } finally {
      under -= 1;
    }
  };
  const lobbies = (from: number, count: number): string[] => Array.from({ length: count }, (_, at) => `private/lobby${from + at}`);
  ann.watch(...lobbies(0, 100));
  ann.watch(...lobbies(200, 20));
  await world.clock.advance(500);
  expect(most).toBe(8);
  expect(loaded.length).toBeLessThanOrEqual(28);
  expect([...ann.heads.keys()].sort().slice(-20)).toEqual(lobbies(200, 20));
  expect(world.hub.stats()['edges']).toBe(20);
  ann.watch();
  await world.clock.advance(100);
  expect(world.hub.stats()['edges']).toBe(0);
});
