import { expect, expectTypeOf, test } from 'vitest';
import type { Channel } from './channel.ts';
import type { Pending } from './pending.ts';
import { settle } from './testing/fake-clock.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

type Outcome = 'missed' | 'snapshot';
const joined = (outcome: Outcome, offset: number, rest: Readonly<Record<string, unknown>> = {}) => ({
  t: 'joined',
  channel: 'notes/one',
  ch: 7,
  outcome,
  at: ['1-a', offset],
  tags: [50],
  version: 1,
  ...rest,
});
const snapshot = (offset: number, ...all: readonly string[]) => ({
  t: 'snapshot',
  ch: 7,
  at: ['1-a', offset],
  part: 0,
  last: true,
  text: JSON.stringify({ notes: all.map((text) => ({ text })) }),
});
const added = (o: number, text: string, by?: readonly [number, number]) => ({ o, name: 'added', at: 5, data: { text }, ...(by && { by }) });
const batch = (from: number, to: number, ...events: readonly unknown[]) => ({ t: 'batch', ch: 7, term: '1-a', from, to, events });

async function start(...first: readonly string[]) {
  const world = new World();
  const client = world.client();
  const channel = client.channel(notes, 'one');
  const socket = world.welcome();
  await settle();
  if (first.length > 0) socket.say(joined('snapshot', first.length), snapshot(first.length, ...first));
  await settle();
  return { world, client, channel, socket };
}

test('[CL50] a channel has no view before its first snapshot, and client.join waits for it', async () => {
  const { client, channel, socket } = await start();
  const join = client.join(notes, 'one');
  expect([channel.state, channel.view]).toEqual(['joining', undefined]);
  const outcomes: Outcome[] = [];
  channel.on('joined', ({ outcome }) => outcomes.push(outcome));
  socket.say(joined('snapshot', 1), snapshot(1, 'a'));
  expect(texts((await join).view)).toEqual(['a']);
  expect([channel.state, channel.position, outcomes]).toEqual(['live', ['1-a', 1], ['snapshot']]);
  expect(socket.saidOf('join')).toHaveLength(1);
});

test('[CL51] a refused channel has no view; join rejects with why', async () => {
  const { world, client, channel, socket } = await start('a');
  const told: string[] = [];
  channel.on('refused', ({ kind }) => told.push(kind));
  socket.say({ t: 'refused', channel: 'notes/one', error: { kind: 'not-found', message: 'gone' } });
  expect([channel.state, channel.view, channel.position, channel.refusal?.message, told]).toEqual(['refused', undefined, undefined, 'gone', ['not-found']]);
  socket.say(batch(2, 2, added(2, 'secret')));
  expect(channel.view).toBeUndefined();
  const other = client.join(notes, 'two');
  await settle();
  socket.say({ t: 'refused', channel: 'notes/two', error: { kind: 'not-found', message: 'gone' } });
  await expect(other).rejects.toMatchObject({ kind: 'not-found' });
  socket.cut();
  world.clock.turn(10_000);
  await settle();
  const next = world.welcome();
  await settle();
  expect(next.saidOf('join')[0]?.channels).toEqual([{ channel: 'notes/one', version: 1 }]);
});

test('[CL52] a batch is applied from where the client stands; what it has is skipped, what it is past is ignored', async () => {
  const { channel, socket } = await start('a', 'b');
  const heard: unknown[] = [];
  channel.on('added', ({ text }, { offset, at }) => heard.push([text, offset, at]));
  socket.say(batch(1, 2, added(1, 'a'), added(2, 'b')), batch(2, 4, added(2, 'b'), added(3, 'c')), batch(5, 6));
  expect(texts(channel.view)).toEqual(['a', 'b', 'c']);
  expect(channel.position).toEqual(['1-a', 6]);
  expect(heard).toEqual([['c', 3, 5]]);
});

test('[CL53] a gap is never applied over: the channel is joined again from its position, once', async () => {
  const { channel, socket } = await start('a');
  socket.say(batch(3, 3, added(3, 'c')), batch(4, 4, added(4, 'd')));
  await settle();
  expect(texts(channel.view)).toEqual(['a']);
  expect(socket.saidOf('join').slice(1)).toEqual([{ t: 'join', channels: [{ channel: 'notes/one', at: ['1-a', 1], version: 1 }] }]);
  socket.say(joined('missed', 4), batch(2, 4, added(2, 'b'), added(3, 'c'), added(4, 'd')));
  expect(texts(channel.view)).toEqual(['a', 'b', 'c', 'd']);
});

test('[CL54] after a cut it resumes from its position, shows what it had meanwhile, and is live when it stands where the join said', async () => {
  const { world, channel, socket } = await start('a');
  socket.cut();
  expect([channel.state, texts(channel.view)]).toEqual(['joining', ['a']]);
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  expect(next.saidOf('join')[0]?.channels).toEqual([{ channel: 'notes/one', at: ['1-a', 1], version: 1 }]);
  next.say(joined('missed', 3, { ch: 9 }), { ...batch(2, 2, added(2, 'b')), ch: 9 });
  expect([channel.state, texts(channel.view)]).toEqual(['joining', ['a', 'b']]);
  next.say({ ...batch(3, 3, added(3, 'c')), ch: 9 });
  expect([channel.state, texts(channel.view)]).toEqual(['live', ['a', 'b', 'c']]);
});

test('[CL55] parts of a snapshot are applied with the last; a missing part, or a batch that overtook them, is asked for', async () => {
  const { channel, socket } = await start('old');
  const text = JSON.stringify({ notes: [{ text: 'new' }] });
  const part = (number: number, offset: number, from: number, to?: number) => ({
    t: 'snapshot',
    ch: 7,
    at: ['1-a', offset],
    part: number,
    text: text.slice(from, to),
    ...(to === undefined && { last: true }),
  });
  socket.say(joined('snapshot', 8), part(0, 8, 0, 5), batch(9, 9, added(9, 'tail')));
  expect(texts(channel.view)).toEqual(['old']);
  socket.say(part(1, 8, 5));
  expect([texts(channel.view), channel.position]).toEqual([['new'], ['1-a', 8]]);
  await settle();
  expect(socket.saidOf('join').at(-1)?.channels).toEqual([{ channel: 'notes/one', at: ['1-a', 8], version: 1 }]);
  socket.say(joined('snapshot', 9), part(0, 9, 0, 3), part(2, 9, 6));
  await settle();
  expect(socket.saidOf('join')).toHaveLength(3);
});

test('[CL56] an event that the contract does not know, or that does not fit, is not applied: the position advances and the channel is stale', async () => {
  for (const event of [
    { o: 2, name: 'sung', at: 1, data: {} },
    { o: 2, name: 'toString', at: 1, data: {} },
    { o: 2, name: 'added', at: 1, data: { text: 5 } },
  ]) {
    const { world, channel, socket } = await start('a');
    const all: unknown[] = [];
    channel.on('*', (told) => all.push(told.name));
    socket.say(batch(2, 2, event));
    expect([channel.state, texts(channel.view), channel.position, all]).toEqual(['stale', ['a'], ['1-a', 2], []]);
    socket.say(batch(3, 3, added(3, 'b')));
    expect([channel.state, texts(channel.view)]).toEqual(['stale', ['a', 'b']]);
    socket.cut();
    world.clock.turn(10_000);
    const next = world.welcome();
    await settle();
    // Not from a view that lacks something.
    expect(next.saidOf('join')[0]?.channels).toEqual([{ channel: 'notes/one', version: 1 }]);
  }
});

test('[CL56] a contract of another version, or a view that does not fit, is stale too', async () => {
  const first = await start();
  first.socket.say(joined('snapshot', 1, { version: 2 }), snapshot(1, 'a'));
  expect([first.channel.state, texts(first.channel.view)]).toEqual(['stale', ['a']]);
  const second = await start();
  const join = second.client.join(notes, 'one');
  second.socket.say(joined('snapshot', 1), { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"walls":[]}' });
  expect([second.channel.state, second.channel.view]).toEqual(['stale', undefined]);
  await expect(join).rejects.toMatchObject({ kind: 'bad-message' });
});

test('[CL57] a redacted event is folded, and told to * alone', async () => {
  const { channel, socket } = await start('a');
  const named: unknown[] = [];
  const all: unknown[] = [];
  channel.on('added', (data) => named.push(data));
  channel.on('*', ({ name, data }) => all.push([name, data]));
  socket.say(batch(2, 2, { o: 2, name: 'added', at: 1, data: null }));
  expect([named, all, texts(channel.view)]).toEqual([[], [['added', null]], ['a', '']]);
});

test('[CL60] what a person does shows at once, over the confirmed view, with what prediction may know', async () => {
  const { channel } = await start('a');
  channel.emit('add', { text: 'mine' }).catch(() => {});
  expect(texts(channel.view)).toEqual(['a', 'mine']);
  expect(channel.view?.notes[1]?.by).toEqual([50, 1]);
  expect(texts(channel.confirmed)).toEqual(['a']);
  expect(channel.pending.map(({ n, name, input }) => [n, name, input])).toEqual([[1, 'add', { text: 'mine' }]]);
});

test('[CL61] a prediction goes in the same step in which its event or its position is applied, whichever is told first', async () => {
  for (const replyFirst of [true, false]) {
    const { channel, socket } = await start('a');
    const seen: (readonly string[] | undefined)[] = [];
    channel.subscribe(() => seen.push(texts(channel.view)));
    const emitted = channel.emit('add', { text: 'mine' });
    await settle();
    const reply = { t: 'reply', c: 0, channel: 'notes/one', n: 1, at: ['1-a', 3], reply: { count: 3 } };
    const events = batch(2, 3, added(2, 'other'), added(3, 'mine', [50, 1]));
    for (const message of replyFirst ? [reply, events] : [events, reply]) {
      socket.say(message);
      await settle();
      expect(texts(channel.view)).toEqual(message === reply && replyFirst ? ['a', 'mine'] : ['a', 'other', 'mine']);
      expect(channel.pending).toHaveLength(message === reply && replyFirst ? 1 : 0);
    }
    await emitted;
    for (const view of seen) expect(view?.filter((text) => text === 'mine')).toEqual(['mine']);
  }
});

test('[CL62] predictions are folded anew, in order, over every confirmed change; a refused one goes', async () => {
  const { channel, socket } = await start('a');
  const refused = channel.emit('add', { text: 'x' });
  channel.emit('add', { text: 'y' }).catch(() => {});
  await settle();
  socket.say(batch(2, 2, added(2, 'other')));
  expect(texts(channel.view)).toEqual(['a', 'other', 'x', 'y']);
  socket.say({ t: 'reply', c: 0, channel: 'notes/one', n: 1, error: { kind: 'refused', message: 'no' } });
  await expect(refused).rejects.toMatchObject({ kind: 'refused' });
  expect(texts(channel.view)).toEqual(['a', 'other', 'y']);
});

test('[CL63] a snapshot voids all but the outbox: what is pending shows over the new view', async () => {
  const { world, channel, socket } = await start('a');
  channel.emit('add', { text: 'mine' }).catch(() => {});
  socket.cut();
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  next.say(joined('snapshot', 90), snapshot(90, 'much', 'later'));
  expect(texts(channel.view)).toEqual(['much', 'later', 'mine']);
});

test('[CL64] view and look are the same objects while nothing changes, and listeners are called once per turn', async () => {
  const { channel, socket } = await start('a');
  let calls = 0;
  channel.subscribe(() => calls++);
  const { view, look } = channel;
  socket.say(batch(2, 4), { t: 'tags', ch: 7, tags: [50] });
  await settle();
  expect(channel.view).toBe(view);
  expect(channel.look).toBe(look);
  calls = 0;
  socket.say(batch(5, 5, added(5, 'b')), batch(6, 6, added(6, 'c')));
  await settle();
  expect(calls).toBe(1);
  expect(channel.view).not.toBe(view);
});

test('[CL65] tags of clients that were claimed since are learnt, in full or as an addition', async () => {
  const { client, channel, socket } = await start('a');
  channel.emit('add', { text: 'x' }).catch(() => {});
  await settle();
  socket.say({ t: 'reply', c: 0, channel: 'notes/one', n: 1, error: { kind: 'id-reused', message: 'reused' } });
  await settle();
  for (const tags of [[51], [50, 51]]) {
    socket.say({ t: 'tags', ch: 7, tags });
    expect(channel.view?.notes.at(-1)?.by).toEqual([51, 1]);
  }
  socket.say(batch(2, 2, added(2, 'x', [51, 1])));
  expect([texts(channel.view), channel.pending, client.status.state]).toEqual([['a', 'x'], [], 'open']);
});

test('[CL66] several handles share one copy; the channel is left when the last one leaves, and not when one comes in the same turn', async () => {
  const { client, channel, socket } = await start('a');
  const other = client.channel(notes, 'one');
  expect(other.view).toBe(channel.view);
  channel.leave();
  channel.leave();
  await settle();
  expect(socket.saidOf('leave')).toEqual([]);
  other.leave();
  const third = client.channel(notes, 'one');
  await settle();
  expect(socket.saidOf('leave')).toEqual([]);
  third.leave();
  await settle();
  expect(socket.saidOf('leave')).toEqual([{ t: 'leave', channel: 'notes/one' }]);
  expect(socket.saidOf('join')).toHaveLength(1);
  expect(third.view).toBeUndefined();
});

test('[CL67] signals: newest per sender and key, forgotten after their time, dropped when nobody can hear them', async () => {
  const { world, channel, socket } = await start('a');
  const heard: unknown[] = [];
  channel.onSignal('typing', (data, source) => heard.push([data.where, source.who, source.device]));
  const signal = (who: string, where: unknown) => ({ t: 'signal', ch: 7, name: 'typing', who, device: 'd', data: { where } });
  socket.say(signal('bob', 'top'), signal('bob', 'top'), signal('bob', 'end'), signal('cid', 5), { ...signal('bob', 'x'), name: 'waving' });
  expect(heard).toHaveLength(3);
  expect(channel.signals('typing').map(({ who, data }) => [who, data.where])).toEqual([
    ['bob', 'top'],
    ['bob', 'end'],
  ]);
  const { look } = channel;
  expect(channel.signals('typing')).toBe(channel.signals('typing'));
  world.clock.turn(3_000);
  socket.say(signal('bob', 'end'));
  world.clock.turn(2_000);
  expect(channel.signals('typing').map(({ data }) => data.where)).toEqual(['end']);
  world.clock.turn(3_000);
  expect(channel.signals('typing')).toEqual([]);
  // Whoever draws the view is not bothered by signals.
  expect(channel.look).toBe(look);
  channel.signal('typing', { where: 'top' });
  await settle();
  expect(socket.saidOf('signal')).toEqual([{ t: 'signal', channel: 'notes/one', name: 'typing', data: { where: 'top' } }]);
  socket.bufferedAmount = 100_000;
  channel.signal('typing', { where: 'top' });
  await settle();
  expect(socket.saidOf('signal')).toHaveLength(1);
});

test('[CL68] presence: all replaces, here sets, gone removes; what one shows of oneself is said after every join', async () => {
  const { world, channel, socket } = await start('a');
  const present = (rest: Readonly<Record<string, unknown>>) => ({ t: 'presence', ch: 7, here: [], gone: [], ...rest });
  socket.say(
    present({
      all: true,
      here: [
        { who: 'ann', devices: { d1: { mood: 'well' } } },
        { who: 'bob', devices: { d2: { mood: 1 } } },
      ],
    }),
  );
  expect([...channel.presence].map(([who, { devices }]) => [who, devices])).toEqual([
    ['ann', { d1: { mood: 'well' } }],
    ['bob', {}],
  ]);
  const before = channel.presence;
  socket.say(present({ gone: ['bob', 'nobody'], here: [{ who: 'cid', devices: { d3: { mood: 'so' } } }] }));
  expect([...channel.presence.keys()]).toEqual(['ann', 'cid']);
  expect([...before.keys()]).toEqual(['ann', 'bob']);
  channel.present({ mood: 'fine' });
  await settle();
  socket.cut();
  world.clock.turn(10_000);
  const next = world.welcome();
  await settle();
  next.say(joined('missed', 1));
  await settle();
  for (const said of [socket, next]) expect(said.saidOf('present')).toEqual([{ t: 'present', channel: 'notes/one', data: { mood: 'fine' } }]);
});

test('[CL69] a listener that throws harms neither the fold nor the others, and once is told once', async () => {
  const { channel, socket } = await start('a');
  const thrown: unknown[] = [];
  const catcher = (error: unknown): void => void thrown.push(error);
  process.once('uncaughtException', catcher);
  const heard: string[] = [];
  channel.once('added', () => {
    throw new Error('mine');
  });
  const off = channel.on('added', ({ text }) => heard.push(text));
  socket.say(batch(2, 3, added(2, 'b'), added(3, 'c')));
  off();
  socket.say(batch(4, 4, added(4, 'd')));
  await settle();
  process.off('uncaughtException', catcher);
  expect([heard, texts(channel.view), thrown.length]).toEqual([['b', 'c'], ['a', 'b', 'c', 'd'], 1]);
});

test('[CL70] types of a channel follow from its contract', () => {
  type Notes = Channel<typeof notes>;
  expectTypeOf<Notes['view']>().toEqualTypeOf<{ notes: { text: string; by?: [number, number] | undefined }[] } | undefined>();
  expectTypeOf<Notes['pending']>().toEqualTypeOf<readonly Pending[]>();
  const use = async (channel: Notes): Promise<void> => {
    expectTypeOf(await channel.emit('add', { text: 'a' })).toEqualTypeOf<{ count: number }>();
    expectTypeOf((await channel.query('count', {})).reply).toEqualTypeOf<{ count: number }>();
    channel.on('added', (data, meta) => {
      expectTypeOf(data).toEqualTypeOf<{ text: string }>();
      expectTypeOf(meta.offset).toEqualTypeOf<number>();
    });
    channel.on('*', (event) => expectTypeOf(event.name).toEqualTypeOf<'added'>());
    channel.on('joined', ({ outcome }) => expectTypeOf(outcome).toEqualTypeOf<'missed' | 'snapshot'>());
    channel.onSignal('typing', (data) => expectTypeOf(data).toEqualTypeOf<{ where: string }>());
    channel.present({ mood: 'well' });
    // @ts-expect-error no such command
    await channel.emit('sing', {});
    // @ts-expect-error not its input
    await channel.emit('add', { words: 'a' });
    // @ts-expect-error no such event
    channel.on('sung', () => {});
    // @ts-expect-error not its presence
    channel.present({ mood: 1 });
  };
  expectTypeOf(use).toBeFunction();
});
