import fc from 'fast-check';
import { expect, test } from 'vitest';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { apply, emptyView } from './apply.ts';
import { personKind } from './channel.ts';
import { person, type PersonView, type RoomFacts } from './contract.ts';
import { MENTIONS_PER_ROOM } from './mentions.ts';

const ann = as('ann');
const general = channelAs('chat/general');
const facts: RoomFacts = { name: 'General', type: 'public', people: [], archived: false, table: null };
const TAB = 11;
const PHONE = 22;

function feed() {
  const bench = new Workbench(personKind, { id: 'ann' });
  bench.do(general, 'addRoom', { facts, last: 10 });
  return bench;
}
const room = async (bench: ReturnType<typeof feed>, id = 'general') => (await bench.open(ann)).rooms[id];

test('[PE1] a feed is there for its person alone', () => {
  const { state } = feed();
  expect(personKind.viewer(state, ann)).toEqual({});
  for (const other of [as('bob', 'owner'), as('ann2'), system, general]) expect(personKind.viewer(state, other)).toBeUndefined();
});

test('[PE2] rooms are told of by their conversations alone', async () => {
  const bench = feed();
  for (const other of [ann, system, channelAs('board/general'), channelAs('chat/a/b')]) {
    expect(bench.do(other, 'addRoom', { facts, last: 0 })).toHaveProperty('refused');
    expect(bench.do(other, 'posted', { ordinal: 99 })).toHaveProperty('refused');
    expect(bench.do(other, 'mention', { ordinal: 99 })).toHaveProperty('refused');
  }
  bench.do(channelAs('chat/other'), 'addRoom', { facts, last: 0 });
  bench.do(channelAs('chat/other'), 'removeRoom', {});
  expect(Object.keys((await bench.open(ann)).rooms)).toEqual(['general']);
});

test('[PE3] who is added starts at the last ordinal, and once more keeps the pointer', async () => {
  const bench = feed();
  expect(await room(bench)).toEqual({ ...facts, pointer: 10, mentions: [] });
  expect(bench.do(general, 'addRoom', { facts, last: 20 })).toMatchObject({ events: [] });
  bench.do(general, 'addRoom', { facts: { ...facts, name: 'Main' }, last: 20 });
  expect(await room(bench)).toMatchObject({ name: 'Main', pointer: 10 });
});

test('[PE4] facts change when they differ, and a removed room is gone', async () => {
  const bench = feed();
  expect(bench.do(general, 'changeRoom', { facts })).toMatchObject({ events: [] });
  bench.do(general, 'changeRoom', { facts: { ...facts, archived: true } });
  expect(await room(bench)).toMatchObject({ archived: true, pointer: 10 });
  bench.do(general, 'removeRoom', {});
  expect((await bench.open(ann)).rooms).toEqual({});
});

test('[PE5] what is told of a room that is gone changes nothing', () => {
  const bench = new Workbench(personKind, { id: 'ann' });
  for (const done of [
    bench.do(general, 'changeRoom', { facts }),
    bench.do(general, 'removeRoom', {}),
    bench.do(general, 'posted', { ordinal: 1 }),
    bench.do(general, 'mention', { ordinal: 1 }),
    bench.do(general, 'withdrawMention', { ordinal: 1 }),
  ]) {
    expect(done).toMatchObject({ reply: {}, events: [] });
  }
  expect(bench.do(ann, 'advance', { room: 'general', to: 1, basedOn: 0 })).toEqual({ refused: 'no-such-room' });
  expect(bench.do(ann, 'mark', { room: 'general', to: 1 })).toEqual({ refused: 'no-such-room' });
});

test('[PE6] the pointer advances to the maximum', () => {
  const bench = feed();
  expect(bench.do(ann, 'advance', { room: 'general', to: 15, basedOn: 1 })).toMatchObject({ reply: { pointer: 15, changed: true } });
  expect(bench.do(ann, 'advance', { room: 'general', to: 12, basedOn: 1 })).toMatchObject({
    reply: { pointer: 15, changed: false, because: 'already-there' },
    events: [],
  });
  expect(bench.do(ann, 'advance', { room: 'general', to: 15, basedOn: 1 })).toMatchObject({
    reply: { pointer: 15, changed: false, because: 'already-there' },
    events: [],
  });
});

test('[PE7] an advance that did not know of another client’s mark changes nothing', () => {
  const bench = feed();
  bench.do(ann, 'advance', { room: 'general', to: 15, basedOn: 1 }, [TAB, 1]);
  bench.do(ann, 'mark', { room: 'general', to: 12 }, [PHONE, 1]);
  expect(bench.do(ann, 'advance', { room: 'general', to: 15, basedOn: 2 }, [TAB, 2])).toMatchObject({
    reply: { pointer: 12, changed: false, because: 'marked-unread' },
    events: [],
  });
  expect(bench.do(ann, 'advance', { room: 'general', to: 13, basedOn: 2 }, [PHONE, 2])).toMatchObject({ reply: { pointer: 13, changed: true } });
  expect(bench.do(ann, 'advance', { room: 'general', to: 15, basedOn: 3 }, [TAB, 3])).toMatchObject({ reply: { pointer: 15, changed: true } });
});

test('[PE7] a mark in one room holds nobody back in another', () => {
  const bench = feed();
  bench.do(channelAs('chat/other'), 'addRoom', { facts, last: 0 });
  bench.do(ann, 'mark', { room: 'general', to: 1 }, [PHONE, 1]);
  expect(bench.do(ann, 'advance', { room: 'other', to: 3, basedOn: 1 }, [TAB, 1])).toMatchObject({ reply: { changed: true } });
});

test('[PE8] marking unread goes back and brings mentions back', async () => {
  const bench = feed();
  bench.do(general, 'mention', { ordinal: 12 });
  bench.do(general, 'mention', { ordinal: 14 });
  bench.do(ann, 'advance', { room: 'general', to: 20, basedOn: 3 });
  expect(await room(bench)).toMatchObject({ pointer: 20, mentions: [] });
  expect(bench.do(ann, 'mark', { room: 'general', to: 13 })).toMatchObject({ reply: { pointer: 13 } });
  expect(await room(bench)).toMatchObject({ pointer: 13, mentions: [14] });
});

test('[PE9] one’s own post advances, also past a mark, and never back', async () => {
  const bench = feed();
  bench.do(ann, 'mark', { room: 'general', to: 3 }, [PHONE, 1]);
  bench.do(general, 'posted', { ordinal: 11 });
  expect(await room(bench)).toMatchObject({ pointer: 11 });
  expect(bench.do(general, 'posted', { ordinal: 9 })).toMatchObject({ events: [] });
});

test('[PE10] a mention is there once until it is read or withdrawn', async () => {
  const bench = feed();
  expect(bench.do(general, 'mention', { ordinal: 10 })).toMatchObject({ events: [] });
  for (const ordinal of [14, 12, 14, 16]) bench.do(general, 'mention', { ordinal });
  expect((await room(bench))?.mentions).toEqual([12, 14, 16]);
  bench.do(general, 'withdrawMention', { ordinal: 14 });
  expect(bench.do(general, 'withdrawMention', { ordinal: 14 })).toMatchObject({ events: [] });
  bench.do(ann, 'advance', { room: 'general', to: 12, basedOn: 9 });
  expect((await room(bench))?.mentions).toEqual([16]);
});

test('[PE11] the oldest mention goes when there are too many', async () => {
  const bench = feed();
  for (let n = 0; n < MENTIONS_PER_ROOM + 3; n++) bench.do(general, 'mention', { ordinal: 100 + n });
  const mentions = (await room(bench))?.mentions ?? [];
  expect([mentions.length, mentions[0], mentions.at(-1)]).toEqual([MENTIONS_PER_ROOM, 103, 202]);
});

test('[PE12] settings are one’s own', async () => {
  const bench = feed();
  expect(bench.do(as('bob'), 'changeSettings', { theme: 'dark', language: 'ru' })).toEqual({ refused: 'not-found' });
  expect(bench.do(system, 'changeSettings', { theme: 'dark', language: 'ru' })).toEqual({ refused: 'not-allowed' });
  bench.do(ann, 'changeSettings', { theme: 'dark', language: 'ru' });
  expect((await bench.open(ann)).settings).toEqual({ theme: 'dark', language: 'ru' });
  expect(bench.do(ann, 'changeSettings', { theme: 'dark', language: 'ru' })).toMatchObject({ events: [] });
});

type Step = (bench: ReturnType<typeof feed>, n: number) => ReturnType<typeof bench.do>;
const ordinal = fc.integer({ min: 0, max: 160 });
const chats = fc.constantFrom('general', 'other');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ id: chats, last: ordinal, name: fc.constantFrom('A', 'B') }).map(
    ({ id, last, name }): Step =>
      (bench) =>
        bench.do(channelAs(`chat/${id}`), 'addRoom', { facts: { ...facts, name }, last }),
  ),
  fc.record({ id: chats, name: fc.constantFrom('A', 'B') }).map(
    ({ id, name }): Step =>
      (bench) =>
        bench.do(channelAs(`chat/${id}`), 'changeRoom', { facts: { ...facts, name } }),
  ),
  {
    weight: 8,
    arbitrary: fc
      .record({ id: chats, name: fc.constantFrom('posted' as const, 'mention' as const, 'mention' as const, 'withdrawMention' as const), ordinal })
      .map(
        ({ id, name, ordinal }): Step =>
          (bench) =>
            bench.do(channelAs(`chat/${id}`), name, { ordinal }),
      ),
  },
  chats.map(
    (id): Step =>
      (bench) =>
        bench.do(channelAs(`chat/${id}`), 'removeRoom', {}),
  ),
  {
    weight: 5,
    arbitrary: fc.record({ room: chats, to: ordinal, basedOn: fc.nat({ max: 40 }), tag: fc.constantFrom(TAB, PHONE) }).map(
      ({ tag, ...input }): Step =>
        (bench, n) =>
          bench.do(ann, 'advance', input, [tag, n]),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ room: chats, to: ordinal, tag: fc.constantFrom(TAB, PHONE) }).map(
      ({ tag, ...input }): Step =>
        (bench, n) =>
          bench.do(ann, 'mark', input, [tag, n]),
    ),
  },
  fc.constantFrom('dark' as const, 'light' as const).map(
    (theme): Step =>
      (bench, n) =>
        bench.do(ann, 'changeSettings', { theme, language: 'en' }, [TAB, n]),
  ),
);

test('[PE14] what is shown is the fold of all events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
      const bench = feed();
      for (const [n, run] of steps.entries()) run(bench, n + 1);
      expect(await bench.open(ann)).toEqual(bench.log.reduce(apply, emptyView));
    }),
    { numRuns: 150 },
  );
});

test('[PE14] a fold leaves the view that it is given alone, and knows no names that every object has', () => {
  const view = Object.freeze({ ...emptyView, rooms: Object.freeze({ general: Object.freeze({ ...facts, pointer: 1, mentions: [2] }) }) }) as PersonView;
  expect(apply(view, { name: 'advanced', offset: 2, at: 0, data: { room: 'general', to: 2 } }).rooms['general']).toMatchObject({ pointer: 2, mentions: [] });
  expect(apply(view, { name: 'advanced', offset: 2, at: 0, data: { room: 'constructor', to: 2 } })).toBe(view);
});

test('[PE15] predictions are what the owner decides', async () => {
  const bench = feed();
  bench.do(general, 'mention', { ordinal: 12 });
  const context = { identity: 'ann', now: bench.now, tag: TAB, n: 1 };
  const asked = [
    ['advance', { room: 'general', to: 11, basedOn: 2 }],
    ['advance', { room: 'general', to: 5, basedOn: 2 }],
    ['mark', { room: 'general', to: 3 }],
    ['changeSettings', { theme: 'dark', language: 'en' }],
    ['changeSettings', { theme: 'dark', language: 'en' }],
  ] as const;
  for (const [n, [name, input]] of asked.entries()) {
    const view = await bench.open(ann);
    const predicted =
      name === 'advance'
        ? person.predict?.advance?.(view, input, context)
        : name === 'mark'
          ? person.predict?.mark?.(view, input, context)
          : person.predict?.changeSettings?.(view, input, context);
    const done = bench.do(ann, name, input, [TAB, n]);
    expect('events' in done && done.events.map((event) => ({ name: event.name, data: event.data }))).toEqual(predicted);
  }
});

test('[PE15] mentions that were read come back with the owner’s answer', async () => {
  const bench = feed();
  bench.do(general, 'mention', { ordinal: 12 });
  bench.do(ann, 'advance', { room: 'general', to: 20, basedOn: 2 });
  expect(person.predict?.mark?.(await bench.open(ann), { room: 'general', to: 11 }, { identity: 'ann', now: 0, tag: TAB, n: 1 })).toEqual([
    { name: 'markedUnread', data: { room: 'general', to: 11, mentions: [] } },
  ]);
  expect(bench.do(ann, 'mark', { room: 'general', to: 11 })).toMatchObject({ events: [{ data: { mentions: [12] } }] });
  expect(person.predict?.mark?.(await bench.open(ann), { room: 'nowhere', to: 1 }, { identity: 'ann', now: 0, tag: TAB, n: 1 })).toEqual([]);
});
