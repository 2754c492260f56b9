import type { FromHub } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { memoryOutbox } from './outbox/memory.ts';
import { settle } from './testing/fake-clock.ts';
import type { FakeSocket } from './testing/fake-socket.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

const reply = (n: number, rest: Partial<Extract<FromHub, { t: 'reply' }>>): Extract<FromHub, { t: 'reply' }> => ({
  t: 'reply',
  c: 0,
  channel: 'notes/one',
  n,
  ...rest,
});
const ok = (n: number, offset?: number) => reply(n, { reply: { count: n }, ...(offset !== undefined && { at: ['1-a', offset] as [string, number] }) });
const no = (n: number, kind: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  t: 'reply',
  c: 0,
  channel: 'notes/one',
  n,
  error: { kind, message: kind, ...rest },
});
const sent = (socket: FakeSocket) => socket.saidOf('command').map(({ n, settled, again, c }) => ({ n, settled, ...(again && { again }), ...(c > 0 && { c }) }));

function start() {
  const world = new World();
  const client = world.client();
  const socket = world.welcome();
  const emit = (text: string, keep = false) => {
    const promise = client.emit(notes, 'one', 'add', { text }, { keep });
    promise.catch(() => {});
    return promise;
  };
  return { world, client, socket, emit };
}

test('[CL30] commands are numbered 1, 2, 3 … per channel, and carry what is settled', async () => {
  const { client, socket, emit } = start();
  void emit('a');
  void emit('b');
  client.emit(notes, 'two', 'add', { text: 'c' }).catch(() => {});
  await settle();
  expect(socket.saidOf('command').map(({ channel, n, settled, name, input }) => [channel, n, settled, name, input])).toEqual([
    ['notes/one', 1, 0, 'add', { text: 'a' }],
    ['notes/one', 2, 0, 'add', { text: 'b' }],
    ['notes/two', 1, 0, 'add', { text: 'c' }],
  ]);
  socket.say(ok(2));
  void emit('d');
  socket.say(ok(1));
  void emit('e');
  await settle();
  expect(sent(socket).slice(3)).toEqual([
    { n: 3, settled: 0 },
    { n: 4, settled: 2 },
  ]);
});

test('[CL31] what is unanswered when a connection is cut is sent again, in order, with `again` and when it was given', async () => {
  const { world, socket, emit } = start();
  const given = world.clock.now();
  const [a, b] = [emit('a'), emit('b')];
  await settle();
  socket.say(ok(1));
  expect(await a).toEqual({ count: 1 });
  socket.cut();
  void emit('c');
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  expect(next.saidOf('command')).toEqual([
    { t: 'command', c: 0, channel: 'notes/one', n: 2, settled: 1, again: true, first: given, name: 'add', input: { text: 'b' } },
    { t: 'command', c: 0, channel: 'notes/one', n: 3, settled: 1, name: 'add', input: { text: 'c' } },
  ]);
  next.say(ok(2), ok(2));
  expect(await b).toEqual({ count: 2 });
});

test('[CL32] never more than 256 are unsettled; the others follow as they settle', async () => {
  const { socket, emit } = start();
  for (let n = 1; n <= 300; n++) void emit(`${n}`);
  await settle();
  expect(sent(socket)).toHaveLength(256);
  socket.say(ok(2));
  await settle();
  expect(sent(socket)).toHaveLength(256);
  socket.say(ok(1));
  await settle();
  expect(sent(socket).slice(256)).toEqual([
    { n: 257, settled: 2 },
    { n: 258, settled: 2 },
  ]);
});

test('[CL33] a final refusal rejects, counts as settled, and lets in what was out of turn behind it', async () => {
  const { socket, emit } = start();
  const a = emit('a');
  const b = emit('b');
  await settle();
  socket.say(no(1, 'refused', { code: 'room-archived' }), no(2, 'out-of-turn'));
  await expect(a).rejects.toMatchObject({ kind: 'refused', code: 'room-archived' });
  await settle();
  expect(sent(socket).slice(2)).toEqual([{ n: 2, settled: 1, again: true }]);
  socket.say(ok(2));
  expect(await b).toEqual({ count: 2 });
});

test('[CL34] one that is put off waits as long as the hub says, and nothing of its channel passes it', async () => {
  const { world, client, socket, emit } = start();
  void emit('a');
  void emit('b');
  await settle();
  socket.say(no(1, 'too-fast', { retryAfterMs: 3_000 }), no(2, 'out-of-turn'));
  void emit('c');
  client.emit(notes, 'two', 'add', { text: 'elsewhere' }).catch(() => {});
  await settle();
  expect(
    socket
      .saidOf('command')
      .slice(2)
      .map(({ channel }) => channel),
  ).toEqual(['notes/two']);
  world.clock.turn(2_999);
  await settle();
  expect(sent(socket)).toHaveLength(3);
  world.clock.turn(1);
  await settle();
  expect(
    sent(socket)
      .slice(3)
      .map(({ n }) => n),
  ).toEqual([1, 2, 3]);
});

test('[CL35] an id that was used otherwise: what was not done is given anew under a new client id, as a first send, in order', async () => {
  const { world, socket, emit } = start();
  const a = emit('a');
  const b = emit('b');
  await settle();
  socket.say(no(1, 'id-reused'));
  const c = emit('c');
  await settle();
  expect(socket.saidOf('claim').at(-1)?.clients).toEqual(['client-000000000002']);
  // b may have been done under the old id: its own answer says.
  expect(sent(socket).slice(2)).toEqual([
    { n: 1, settled: 0, c: 1 },
    { n: 2, settled: 0, c: 1 },
  ]);
  socket.say(no(2, 'out-of-turn'));
  await settle();
  expect(sent(socket).slice(4)).toEqual([{ n: 3, settled: 0, c: 1 }]);
  expect(
    socket
      .saidOf('command')
      .slice(2)
      .map(({ input }) => input),
  ).toEqual([{ text: 'a' }, { text: 'c' }, { text: 'b' }]);
  for (const n of [1, 2, 3]) socket.say({ ...ok(n), c: 1 });
  expect(await Promise.all([a, b, c])).toEqual([{ count: 1 }, { count: 3 }, { count: 2 }]);
  socket.cut();
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  expect(next.saidOf('claim')).toEqual([{ t: 'claim', clients: ['client-000000000002'] }]);
});

test('[CL36] a refused command that is kept, and any forgotten one, stays to be shown until it is discarded or tried again', async () => {
  const { client, socket, emit } = start();
  const channel = client.channel(notes, 'one');
  void emit('kept', true);
  void emit('dropped');
  void emit('forgotten');
  await settle();
  socket.say(no(1, 'refused'), no(2, 'refused'), no(3, 'forgotten'));
  await settle();
  expect(channel.pending.map(({ n, failed, input }) => [n, failed?.kind, input])).toEqual([
    [1, 'refused', { text: 'kept' }],
    [3, 'forgotten', { text: 'forgotten' }],
  ]);
  client.discard(channel, 3);
  const again = client.retry(channel, channel.pending[0] ?? 0);
  expect(channel.pending.map(({ n, failed }) => [n, failed])).toEqual([[4, undefined]]);
  await settle();
  expect(sent(socket).slice(3)).toEqual([{ n: 4, settled: 3 }]);
  socket.say(ok(4));
  expect(await again).toEqual({ count: 4 });
});

test('[CL37] in a joined channel emit resolves when its reply is there and its position is shown, applied or passed over', async () => {
  const { client, socket, emit } = start();
  const channel = client.channel(notes, 'one');
  await settle();
  socket.say(
    { t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 2], tags: [50], version: 1 },
    { t: 'snapshot', ch: 7, at: ['1-a', 2], part: 0, last: true, text: '{"notes":[]}' },
  );
  const done: string[] = [];
  for (const text of ['a', 'b', 'c']) void emit(text).then(() => done.push(text));
  await settle();
  socket.say(ok(1, 3), ok(2, 4), ok(3, 2));
  await settle();
  expect(done).toEqual(['c']);
  socket.say({ t: 'batch', ch: 7, term: '1-a', from: 3, to: 3, events: [{ o: 3, name: 'added', at: 1, by: [50, 1], data: { text: 'a' } }] });
  await settle();
  expect(done).toEqual(['c', 'a']);
  expect(texts(channel.view)).toEqual(['a', 'b']);
  // The range is passed over: what came of it is not for this person to see.
  socket.say({ t: 'batch', ch: 7, term: '1-a', from: 4, to: 5, events: [] });
  await settle();
  expect(done).toEqual(['c', 'a', 'b']);
  expect(texts(channel.view)).toEqual(['a']);
});

test('[CL38] superseded: the outbox is forgotten, open promises reject as adopted, and it comes back under a new id', async () => {
  const world = new World();
  const client = world.client({ outbox: { ...memoryOutbox(), adopt: () => [] } });
  const socket = world.welcome();
  const emitted = client.emit(notes, 'one', 'add', { text: 'a' });
  await settle();
  socket.cut(4409);
  await expect(emitted).rejects.toMatchObject({ name: 'Adopted' });
  world.clock.turn(10_000);
  const next = world.welcome();
  const later = client.emit(notes, 'one', 'add', { text: 'b' });
  await settle();
  expect(next.saidOf('claim')[0]?.clients).toEqual(['client-000000000002']);
  expect(next.saidOf('command').map(({ n, input }) => [n, input])).toEqual([[1, { text: 'b' }]]);
  next.say(ok(1));
  expect(await later).toEqual({ count: 1 });
});

test('[CL39] commands never go out under another identity than the one that gave them', async () => {
  const { world, socket, emit } = start();
  const emitted = emit('a');
  await settle();
  socket.cut();
  world.clock.turn(10_000);
  const next = world.welcome({ identity: { id: 'bob', name: 'Bob', role: 'member' } });
  await settle();
  await expect(emitted).rejects.toMatchObject({ name: 'Adopted' });
  expect(next.saidOf('command')).toEqual([]);
  expect(next.saidOf('claim')[0]?.clients).toEqual(['client-000000000002']);
  next.cut();
  world.clock.turn(10_000);
  const again = world.welcome();
  await settle();
  expect(again.saidOf('command').map(({ c, input }) => [c, input])).toEqual([[1, { text: 'a' }]]);
});

test('[CL40] an input that breaks the contract, or fits no frame, is refused before it is kept', async () => {
  const { client, socket } = start();
  await expect(client.emit(notes, 'one', 'add', { text: '' })).rejects.toMatchObject({ kind: 'bad-input', path: 'text' });
  await expect(client.emit(notes, 'one', 'add', { text: 'x'.repeat(262_000) })).rejects.toMatchObject({ kind: 'bad-input', code: 'too-long' });
  await settle();
  expect(socket.saidOf('command')).toEqual([]);
});

test('[CL41] nothing queues without a limit: commands and queries beyond it are refused', async () => {
  const world = new World();
  const client = world.client();
  const emitted = Array.from({ length: 4097 }, () => client.emit(notes, 'one', 'add', { text: 'a' }).catch((error: unknown) => error));
  expect(await emitted[4096]).toMatchObject({ kind: 'too-many' });
  const asked = Array.from({ length: 257 }, () => client.query(notes, 'one', 'count', {}).catch((error: unknown) => error));
  expect(await asked[256]).toMatchObject({ kind: 'too-many' });
});

test('[CL42] what was given is what is sent, also when whoever gave it changes theirs', async () => {
  const world = new World();
  const client = world.client();
  const input = { text: 'before' };
  client.emit(notes, 'one', 'add', input).catch(() => {});
  input.text = 'after';
  const socket = world.welcome();
  await settle();
  expect(socket.saidOf('command')[0]?.input).toEqual({ text: 'before' });
});

test('[CL43] queries are asked again after a cut, at most 32 at a time, and put off when the hub is busy', async () => {
  const { world, client, socket } = start();
  const asked = Array.from({ length: 40 }, () => client.query(notes, 'one', 'count', {}));
  await settle();
  expect(socket.saidOf('query')).toHaveLength(32);
  socket.say({ t: 'answer', id: 1, at: ['1-a', 3], reply: { count: 9 } });
  expect(await asked[0]).toEqual({ reply: { count: 9 }, at: ['1-a', 3] });
  socket.say({ t: 'answer', id: 2, error: { kind: 'not-found', message: 'no' } });
  await expect(asked[1]).rejects.toMatchObject({ kind: 'not-found' });
  socket.cut();
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  const ids = next.saidOf('query').map(({ id }) => id);
  expect(ids).toHaveLength(32);
  for (const id of ids) next.say({ t: 'answer', id, error: { kind: 'overloaded', message: 'busy' } });
  await settle();
  for (let round = 0; round < 3; round++) {
    world.clock.turn(10_000);
    for (const { id } of next.saidOf('query').slice(32)) next.say({ t: 'answer', id, at: ['1-a', 3], reply: { count: 1 } });
    await settle();
  }
  await Promise.all(asked.slice(2));
});

test('[CL44] a reply or an answer that does not fit the contract rejects', async () => {
  const { client, socket, emit } = start();
  const emitted = emit('a');
  const asked = client.query(notes, 'one', 'count', {});
  await settle();
  socket.say(reply(1, { reply: { total: 1 } }), { t: 'answer', id: 1, at: ['1-a', 1], reply: 'many' });
  await expect(emitted).rejects.toMatchObject({ kind: 'bad-message' });
  await expect(asked).rejects.toMatchObject({ kind: 'bad-message' });
});
