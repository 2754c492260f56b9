import { createWorld, type TestClient, type World } from '@atrium/testkit';
import { expect, test } from 'vitest';

const LOBBY = 'private/lobby';
const DAY_MS = 24 * 60 * 60 * 1000;

interface Sent {
  readonly n: number;
  readonly settled?: number;
  readonly again?: true;
  readonly first?: number;
  readonly text?: string;
  readonly name?: string;
  readonly channel?: string;
  readonly input?: unknown;
}

/** Sends a command as it stands, and gives what was answered to its n: the last answer, `undefined` when there was none. */
async function send(
  world: World,
  client: TestClient,
  { n, settled = 0, text = `text ${n}`, name = 'post', channel = LOBBY, input, ...rest }: Sent,
): Promise<{ kind?: string; reply?: unknown } | undefined> {
  const before = client.received.length;
  client.say({ t: 'command', c: 0, channel, n, settled, name, input: input ?? { text }, ...rest });
  await world.clock.advance(20);
  const answer = client.received.slice(before).find((message) => message.t === 'reply' && message.n === n);
  if (answer?.t !== 'reply') return undefined;
  return answer.error ? { kind: answer.error.kind } : { reply: answer.reply };
}

const texts = (world: World): unknown[] => world.log(LOBBY).map(({ body }) => (JSON.parse(body ?? '{}') as { text?: unknown }).text);

test('[CM1] the next command of a client is taken: n = max(last, settled) + 1', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 1 })).toEqual({ reply: { ordinal: 1 } });
  expect(await send(world, ann, { n: 2, settled: 1 })).toEqual({ reply: { ordinal: 2 } });
  // 3 was refused before the owner, and counts as settled.
  expect(await send(world, ann, { n: 4, settled: 3 })).toEqual({ reply: { ordinal: 3 } });
  expect(texts(world)).toEqual(['text 1', 'text 2', 'text 4']);
});

test('[CM2] a command that was taken is answered again with its first answer, and done once', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await send(world, ann, { n: 1 });
  await send(world, ann, { n: 2 });
  expect(await send(world, ann, { n: 1, again: true })).toEqual({ reply: { ordinal: 1 } });
  world.restart();
  ann.connect();
  expect(await send(world, ann, { n: 2, again: true })).toEqual({ reply: { ordinal: 2 } });
  expect(texts(world)).toEqual(['text 1', 'text 2']);
});

test('[CM3] a command at or below settled is dropped, unanswered', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await send(world, ann, { n: 1 });
  expect(await send(world, ann, { n: 1, settled: 1, again: true })).toBeUndefined();
  expect(world.hub.stats()['drops']).toBe(1);
  expect(texts(world)).toEqual(['text 1']);
});

test('[CM4] a command above its turn is told so, and taken when those before it have come', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 2 })).toEqual({ kind: 'out-of-turn' });
  await send(world, ann, { n: 1 });
  expect(await send(world, ann, { n: 2, again: true })).toEqual({ reply: { ordinal: 2 } });
});

test('[CM5] more than 256 unsettled commands are too many', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 256 })).toEqual({ kind: 'out-of-turn' });
  expect(await send(world, ann, { n: 257 })).toEqual({ kind: 'too-many-unsettled' });
  expect(await send(world, ann, { n: 257, settled: 1 })).toEqual({ kind: 'out-of-turn' });
});

test('[CM6] the same id with another input is told apart', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  await send(world, ann, { n: 1, text: 'one' });
  expect(await send(world, ann, { n: 1, text: 'two', again: true })).toEqual({ kind: 'id-reused' });
  expect(await send(world, ann, { n: 1, name: 'tell', input: { id: 'x', text: 'one' }, again: true })).toEqual({ kind: 'id-reused' });
  expect(texts(world)).toEqual(['one']);
});

test('[CM7] a client without a row: taken when it is new, or said first less than 60 days ago with nothing settled; otherwise forgotten', async () => {
  await using world = createWorld({ seed: 1 });
  const now = world.clock.now();
  const of = (name: string): TestClient => world.client(name);
  expect(await send(world, of('ann'), { n: 6, settled: 5 })).toEqual({ reply: { ordinal: 1 } });
  expect(await send(world, of('bob'), { n: 1, again: true, first: now - 59 * DAY_MS })).toEqual({ reply: { ordinal: 2 } });
  expect(await send(world, of('cat'), { n: 1, again: true, first: now - 61 * DAY_MS })).toEqual({ kind: 'forgotten' });
  expect(await send(world, of('dan'), { n: 1, again: true })).toEqual({ kind: 'forgotten' });
  const eve = of('eve');
  expect(await send(world, eve, { n: 6, settled: 5, again: true, first: now })).toEqual({ kind: 'forgotten' });
  // It was told, so it counts as settled, and the next goes on.
  expect(await send(world, eve, { n: 7, settled: 6 })).toEqual({ reply: { ordinal: 3 } });
});

test('[CM8] what is refused before the owner is stored nowhere and leaves last untouched', async () => {
  await using world = createWorld({ seed: 1 });
  await world.open('private/den', ['bob']);
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 1, input: { text: 7 } })).toEqual({ kind: 'bad-input' });
  expect(await send(world, ann, { n: 1, channel: 'private/den' })).toEqual({ kind: 'not-found' });
  expect(await send(world, ann, { n: 1, channel: 'private/nowhere' })).toEqual({ kind: 'not-found' });
  expect(await send(world, ann, { n: 1, channel: 'nothing/here' })).toEqual({ kind: 'not-found' });
  expect(await send(world, ann, { n: 1, name: '__proto__' })).toEqual({ kind: 'unknown-name' });
  expect(world.disk.clients.size).toBe(0);
  expect(await send(world, ann, { n: 1 })).toEqual({ reply: { ordinal: 1 } });
});

test('[CM9] a final refusal of the channel consumes its n, and is stored with the next commit, never by one of its own', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 1, text: '!refuse' })).toEqual({ kind: 'refused' });
  expect(world.store.commits).toEqual([]);
  expect(await send(world, ann, { n: 1, text: '!refuse', again: true })).toEqual({ kind: 'refused' });
  await send(world, ann, { n: 2 });
  expect(world.store.commits).toEqual([[{ channel: LOBBY, entries: 2 }]]);
  world.restart();
  ann.connect();
  expect(await send(world, ann, { n: 1, text: '!refuse', again: true })).toEqual({ kind: 'refused' });
});

test('[CM10] a retryable refusal does not consume n', async () => {
  await using world = createWorld({ seed: 1, limits: { commands: { perSecond: 1, burst: 1 } } });
  const ann = world.client('ann');
  expect(await send(world, ann, { n: 1 })).toEqual({ reply: { ordinal: 1 } });
  expect(await send(world, ann, { n: 2, settled: 1 })).toEqual({ kind: 'too-fast' });
  await world.clock.advance(1000);
  world.store.next.push('failed');
  expect(await send(world, ann, { n: 2, settled: 1 })).toEqual({ kind: 'overloaded' });
  await world.clock.advance(1000);
  expect(await send(world, ann, { n: 2, settled: 1 })).toEqual({ reply: { ordinal: 2 } });
});

test('[CM11] a kind that breaks in decide, evolve or its rows refuses that command alone', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  const texts = ['one', '!decide', 'two', '!evolve', 'three', '!rows', 'four'];
  const answers = Promise.allSettled(texts.map((text) => ann.emit(LOBBY, 'post', { text })));
  const told = (await world.run(answers)).map((answer) => (answer.status === 'fulfilled' ? 'accepted' : String((answer.reason as { kind?: string }).kind)));
  expect(told).toEqual(['accepted', 'internal', 'accepted', 'internal', 'accepted', 'internal', 'accepted']);
  await world.clock.advance(50);
  expect(ann.channel(LOBBY).events.map(({ data }) => (data as { text: string }).text)).toEqual(['one', 'two', 'three', 'four']);
  expect(world.violations).toEqual([]);
});

test('[CM12] a decision with load sees what is committed, and the next commands of its channel wait for it', async () => {
  await using world = createWorld({ seed: 1, store: { commitMs: [5, 5], readMs: [5, 5] } });
  const [ann, bob] = [await world.join('ann', LOBBY), await world.join('bob', LOBBY)];
  const answers = Promise.allSettled([
    ann.emit(LOBBY, 'sit', { seat: 'window' }),
    bob.emit(LOBBY, 'sit', { seat: 'window' }),
    bob.emit(LOBBY, 'post', { text: 'after' }),
  ]);
  expect((await world.run(answers)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(world.log(LOBBY).map(({ name }) => name)).toEqual(['seated', 'posted']);
});

test('[CM13] a load that cannot be read refuses nothing for good', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  world.store.failingReads = 1;
  expect(await send(world, ann, { n: 1, name: 'sit', input: { seat: 'door' } })).toEqual({ kind: 'overloaded' });
  expect(await send(world, ann, { n: 1, name: 'sit', input: { seat: 'door' } })).toEqual({ reply: { seat: 'door' } });
});

test('[CM14] every event says whose command it came from by the tag that its client was told, also after a restart', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', LOBBY);
  const bob = await world.join('bob', LOBBY);
  await world.run(ann.emit(LOBBY, 'post', { text: 'one' }));
  world.restart();
  ann.connect();
  bob.connect();
  await world.run(ann.emit(LOBBY, 'post', { text: 'two' }));
  await world.clock.advance(50);
  const [tag] = ann.channel(LOBBY).tags;
  expect(bob.channel(LOBBY).events.map(({ by }) => by)).toEqual([
    [tag, 1],
    [tag, 2],
  ]);
});

test('[CM15] refusals that find no company are stored before they are a thousand', async () => {
  await using world = createWorld({ seed: 1, limits: { commands: { perSecond: 10_000, burst: 10_000 } } });
  for (let person = 0; person < 5; person++) {
    const client = world.client(`person-${person}`);
    for (let n = 1; n <= 250; n++) client.say({ t: 'command', c: 0, channel: LOBBY, n, settled: 0, name: 'post', input: { text: '!refuse' } });
  }
  await world.clock.advance(50);
  expect(world.store.commits.length).toBe(1);
});

test('[CM16] a command of the app under a name is done once, and answered again with its first answer, also after a restart', async () => {
  await using world = createWorld({ seed: 1 });
  const as = (id: string) => ({ id, name: id, role: 'member' });
  const post = (once: string | undefined, text: string, who = 'ann'): Promise<unknown> =>
    world.run(
      world.hub.command({ identity: as(who), channel: LOBBY, name: 'post', input: { text }, once }).catch((error: unknown) => (error as { kind: string }).kind),
      20,
    );
  expect(await post('order 7', 'one')).toEqual({ ordinal: 1 });
  expect(await post('order 7', 'one')).toEqual({ ordinal: 1 });
  expect(await post('order 8', 'two')).toEqual({ ordinal: 2 });
  expect(await post(undefined, 'two')).toEqual({ ordinal: 3 });
  expect(await post('order 7', 'another')).toBe('id-reused');
  expect(await post('order 7', 'one', 'bob')).toEqual({ ordinal: 4 });
  // A refusal is an answer too.
  expect(await post('order 9', '!refuse')).toBe('refused');
  expect(await post('order 9', '!refuse')).toBe('refused');
  world.restart();
  expect(await post('order 7', 'one')).toEqual({ ordinal: 1 });
  expect(texts(world)).toEqual(['one', 'two', 'two', 'one']);
});
