import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractHash } from '../contract-hash.ts';
import { as, channelAs, Workbench } from '../workbench.ts';
import { boardKind } from './channel.ts';
import { board, FIELDS, type Point, THINGS } from './contract.ts';
import { FEEDER } from './feeder.ts';
import { keyOf, readFeed } from './feed.ts';
import { sameValue, sortOf, type Value } from './values.ts';

const MINUTE = 60_000;
const room = { placed: true, name: 'Ferries', type: 'public', archived: false } as const;
const members = [
  { id: 'ann', role: 'owner' as const },
  { id: 'bob', role: 'member' as const },
];
function placed(rights = false) {
  const bench = new Workbench(boardKind, { id: 'ferries', rights: () => rights });
  bench.do(channelAs('chat/ferries'), 'follow', { ...room, members });
  return bench;
}
type Bench = ReturnType<typeof placed>;
const at = (thing: string, when: number, fields: Record<string, Value>): Point => ({ thing, at: when, fields });
const feed = (bench: Bench, ...points: readonly Point[]) => bench.do(as('bob'), 'feed', { points: [...points] });
const nowOf = (bench: Bench, thing: string) => boardKind.state!.things.at(bench.state, thing)?.value;
const valueOf = (bench: Bench, thing: string, field: string) => nowOf(bench, thing)?.fields[field]?.[0];
const said = (done: object): readonly string[] =>
  'effects' in done
    ? (done.effects as readonly { readonly to?: string; readonly input?: { readonly text?: string } }[]).flatMap(({ to, input }) =>
        to === 'chat/ferries' ? [input?.text ?? ''] : [],
      )
    : [];
const timers = (done: object): readonly number[] =>
  'effects' in done
    ? (done.effects as readonly { readonly timer?: string; readonly at?: number }[]).flatMap(({ timer, at: due }) => (timer === 'look' ? [due ?? 0] : []))
    : [];

test('[BD1] [BD5] in whatever order points come, the newest of each field is now, and the past is what it was', async () => {
  const point = fc.record({
    thing: fc.constantFrom('lotta', 'olga'),
    at: fc.integer({ min: 1, max: 40 }).map((second) => second * 1000),
    speed: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    state: fc.option(fc.constantFrom('on', 'off'), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 41 }), async (drawn, second) => {
      const bench = placed();
      const newest = new Map<string, readonly [Value, number]>();
      const before = new Map<string, readonly [Value, number]>();
      for (const { thing, at: when, speed, state } of drawn) {
        const fields = { ...(speed !== undefined && { speed }), ...(state !== undefined && { state }) };
        feed(bench, at(thing, when, fields));
        for (const [field, value] of Object.entries(fields)) {
          const key = `${thing} ${field}`;
          if (when >= (newest.get(key)?.[1] ?? 0)) newest.set(key, [value, when]);
          if (when <= second * 1000 && when >= (before.get(key)?.[1] ?? 0)) before.set(key, [value, when]);
        }
      }
      const now = new Map([...bench.state.things].flatMap(([thing, { fields }]) => [...fields].map(([field, pair]) => [`${thing} ${field}`, pair] as const)));
      expect(now).toEqual(newest);
      const { things } = await bench.query(as('bob'), 'asOf', { at: second * 1000 });
      expect(new Map(things.flatMap(({ thing, fields }) => Object.entries(fields).map(([field, pair]) => [`${thing} ${field}`, pair] as const)))).toEqual(
        before,
      );
    }),
    { numRuns: 200 },
  );
});

test('[BD2] what was said already is no news, and what is to come is now', () => {
  const bench = placed();
  const first = at('lotta', 1000, { speed: 12, place: { lat: 59, lon: 18 } });
  expect(feed(bench, first)).toMatchObject({ reply: { added: 1 } });
  expect(feed(bench, first, first)).toMatchObject({ reply: { added: 0 }, events: [], effects: [] });
  expect(feed(bench, first, at('lotta', 1000, { speed: 13 }))).toMatchObject({ reply: { added: 1 } });
  expect(valueOf(bench, 'lotta', 'speed')).toBe(13);
  feed(bench, at('lotta', bench.now + 3_600_000, { speed: 14 }));
  expect(nowOf(bench, 'lotta')?.fields['speed']?.[1]).toBe(bench.now);
  feed(bench, at('lotta', bench.now + 1000, { speed: 15 }));
  expect(valueOf(bench, 'lotta', 'speed')).toBe(15);
});

test('[BD3] a threshold is said once when crossed and once when back, however it trembles, and a late point says nothing', () => {
  const bench = placed();
  bench.do(as('ann'), 'rule', { rule: { when: 'above', field: 'speed', limit: 20, back: 5 } });
  let second = 0;
  const speeds = (...values: readonly number[]): readonly string[] =>
    values.flatMap((speed) => said(feed(bench, at('lotta', (second += 1000), { speed, name: 'MS *Lotta*' }))));
  expect(speeds(19, 20, 21, 22, 19, 20.5, 16, 25)).toEqual(['**MS \\*Lotta\\***: speed is 21, above 20.']);
  expect(said(feed(bench, at('lotta', 1500, { speed: 3 })))).toEqual([]);
  expect(nowOf(bench, 'lotta')?.crossed).toEqual([1]);
  expect(speeds(15, 19, 20.1)).toEqual(['**MS \\*Lotta\\***: speed is 15, no longer above 20.', '**MS \\*Lotta\\***: speed is 20.1, above 20.']);
  // A restart folds the same log.
  const again = bench.log.reduce((state, event) => boardKind.evolve(state, event), boardKind.initial('ferries'));
  expect(again).toEqual(bench.state);
  bench.do(as('ann'), 'rule', { rule: { when: 'below', thing: 'olga', field: 'battery', limit: 20, back: 0 } });
  expect(said(feed(bench, at('lotta', 90_000, { battery: 5 }), at('olga', 90_000, { battery: 19 })))).toEqual(['**olga**: battery is 19, below 20.']);
  bench.do(as('ann'), 'unrule', { id: 1 });
  expect(nowOf(bench, 'lotta')?.crossed).toEqual([]);
});

test('[BD4] a silence is said once and its end once, by one timer that is set anew', () => {
  const bench = placed();
  feed(bench, at('lotta', 1, { speed: 1 }), at('olga', 1, { speed: 1 }));
  const heard = bench.now;
  const ruled = bench.do(as('ann'), 'rule', { rule: { when: 'silent', minutes: 10 } });
  expect(timers(ruled)).toEqual([heard + 10 * MINUTE]);
  const look = () => bench.do(channelAs('board/ferries'), 'look', {});
  // Heard meanwhile: no timer more.
  bench.now += 5 * MINUTE;
  expect(timers(feed(bench, at('olga', 2, { speed: 2 })))).toEqual([]);
  const olga = bench.now;
  bench.now = heard + 10 * MINUTE - 1000;
  const first = look();
  expect(said(first)).toEqual(['**lotta**: nothing heard for 10 minutes.']);
  expect(timers(first)).toEqual([olga + 10 * MINUTE]);
  expect(said(look())).toEqual([]);
  bench.now += 30_000;
  const back = feed(bench, at('lotta', 3, { speed: 1 }));
  expect(said(back)).toEqual(['**lotta** is heard again.']);
  bench.now = olga + 10 * MINUTE;
  expect(said(look())).toEqual(['**olga**: nothing heard for 10 minutes.']);
  expect(bench.do(as('ann'), 'look', {})).toEqual({ refused: 'not-found' });
  // In a room that is put away nobody is missed.
  bench.do(channelAs('chat/ferries'), 'follow', { archived: true });
  bench.now += 60 * MINUTE;
  expect(said(look())).toEqual([]);
});

test('[BD5] a chart has at most five hundred points, the last of each part of the time', async () => {
  const bench = placed();
  for (let from = 0; from < 2000; from += 500)
    feed(bench, ...Array.from({ length: 500 }, (_, index) => at('lotta', (from + index) * 1000, { speed: from + index })));
  const { points } = await bench.query(as('bob'), 'history', { thing: 'lotta', field: 'speed', from: 0, to: 1_999_999 });
  expect(points).toHaveLength(500);
  expect(points[0]).toEqual([3000, 3]);
  expect(points.at(-1)).toEqual([1_999_000, 1999]);
  expect((await bench.query(as('bob'), 'history', { thing: 'lotta', field: 'speed', from: 10_000, to: 12_000 })).points).toEqual([
    [10_000, 10],
    [11_000, 11],
    [12_000, 12],
  ]);
});

test('[BD6] a board, a thing and a feed have an end', () => {
  const bench = placed();
  for (let from = 0; from < THINGS; from += 1000) feed(bench, ...Array.from({ length: 1000 }, (_, index) => at(`t${from + index}`, 1, { n: 1 })));
  expect(feed(bench, at('t1', 2, { n: 2 }), at('one-more', 2, { n: 1 }))).toEqual({ refused: 'too-many-things' });
  expect(valueOf(bench, 't1', 'n')).toBe(1);
  bench.do(as('ann'), 'drop', { thing: 't5' });
  expect(feed(bench, at('one-more', 2, { n: 1 }))).toMatchObject({ reply: { added: 1 } });
  const fields = (from: number) => Object.fromEntries(Array.from({ length: FIELDS }, (_, index) => [`f${from + index}`, 1]));
  feed(bench, at('t1', 3, fields(0)));
  expect(feed(bench, at('t2', 3, fields(0)), at('t2', 4, fields(100)))).toEqual({ refused: 'too-many-fields' });
  expect(() => feed(bench, ...Array.from({ length: 1001 }, () => at('t1', 5, { n: 1 })))).toThrow();
  for (let count = 0; count < 50; count++) bench.do(as('ann'), 'rule', { rule: { when: 'silent', minutes: 5 } });
  expect(bench.do(as('ann'), 'rule', { rule: { when: 'silent', minutes: 5 } })).toEqual({ refused: 'too-many-rules' });
});

test('[BD7] members feed, a key feeds and reads nothing, whoever runs it makes the rules, and nothing changes in the archive', async () => {
  const bench = placed();
  const key = as('board-key:1', FEEDER);
  expect(bench.do(key, 'feed', { points: [at('lotta', 1, { speed: 1 })] })).toMatchObject({ reply: { added: 1 } });
  expect(bench.mayAsk(key, 'drop')).toBe(false);
  await expect(bench.open(key)).rejects.toThrow();
  expect(bench.do(as('cat'), 'feed', { points: [at('lotta', 2, { speed: 1 })] })).toEqual({ refused: 'not-a-member' });
  expect(bench.do(as('gus', 'guest'), 'feed', { points: [at('lotta', 2, { speed: 1 })] })).toEqual({ refused: 'not-found' });
  expect(bench.do(as('bob'), 'drop', { thing: 'lotta' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(as('bob'), 'rule', { rule: { when: 'silent', minutes: 5 } })).toEqual({ refused: 'not-allowed' });
  expect(await bench.query(as('ann'), 'standing', {})).toEqual({ role: 'owner' });
  bench.do(channelAs('chat/ferries'), 'follow', { archived: true });
  expect(bench.do(key, 'feed', { points: [at('lotta', 3, { speed: 1 })] })).toEqual({ refused: 'room-archived' });
  bench.do(channelAs('chat/ferries'), 'follow', { archived: false, placed: false });
  expect(bench.do(key, 'feed', { points: [at('lotta', 3, { speed: 1 })] })).toEqual({ refused: 'not-found' });
  const administered = placed(true);
  expect(administered.do(as('bob'), 'rule', { rule: { when: 'silent', minutes: 5 } })).toMatchObject({ reply: { id: 1 } });
});

test('[BD8] of a second the last value is kept, what comes late does not take its place, and a thing that is taken off leaves nothing', async () => {
  const bench = placed();
  feed(bench, at('lotta', 5000, { speed: 1 }), at('lotta', 5900, { speed: 2 }), at('lotta', 5400, { speed: 3 }));
  const history = async () => (await bench.query(as('bob'), 'history', { thing: 'lotta', field: 'speed', from: 0, to: 9999 })).points;
  expect(await history()).toEqual([[5900, 2]]);
  expect(boardKind.visible!({ name: 'fed', audience: 'state' }, { role: 'owner' })).toBe(false);
  bench.do(as('ann'), 'drop', { thing: 'lotta' });
  expect(await history()).toEqual([]);
});

test('[BD9] the contract’s schemas move together with its version', () => {
  expect(contractHash(board)).toBe(readFileSync(new URL('contract.hash', import.meta.url), 'utf8'));
});

test('[BD10] a feed is one point, a list, an object by thing, or a phone’s location', () => {
  const read = (body: unknown) => readFeed(JSON.stringify(body), 1_700_000_000_000);
  expect(read({ thing: 'Ferry 7', speed: 12, at: '2026-05-14T09:00:00Z', docked: false })).toEqual([
    { thing: 'ferry-7', at: Date.UTC(2026, 4, 14, 9), fields: { speed: 12, docked: 'off', name: 'Ferry 7' } },
  ]);
  expect(
    read([
      { id: 7, t: 1 },
      { key: 'a', time: 1_700_000_000, lat: 1, lng: 2 },
    ]),
  ).toEqual([
    { thing: '7', at: 1_700_000_000_000, fields: { t: 1 } },
    { thing: 'a', at: 1_700_000_000_000, fields: { place: { lat: 1, lon: 2 } } },
  ]);
  expect(read({ lotta: { speed: 1, note: null }, olga: { at: 1_600_000_000_000, place: { lat: 3, lon: 4 } } })).toEqual([
    { thing: 'lotta', at: 1_700_000_000_000, fields: { speed: 1 } },
    { thing: 'olga', at: 1_600_000_000_000, fields: { place: { lat: 3, lon: 4 } } },
  ]);
  // As the app's booklet has it.
  const owntracks = {
    _type: 'location',
    acc: 12,
    alt: 3,
    batt: 81,
    lat: 59.33,
    lon: 18.06,
    tid: 'AL',
    topic: 'owntracks/ada/phone',
    tst: 1_700_000_000,
    vel: 4,
    conn: 'w',
  };
  expect(read(owntracks)).toEqual([
    { thing: 'phone', at: 1_700_000_000_000, fields: { place: { lat: 59.33, lon: 18.06 }, name: 'phone', battery: 81, speed: 4, accuracy: 12, altitude: 3 } },
  ]);
  expect(read({ _type: 'waypoint', desc: 'home' })).toEqual([]);
  expect(keyOf('Färja Åland №7')).toBe('farja-aland-no7');
  const wrong = (text: string): string => {
    try {
      readFeed(text, 0);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  for (const text of [
    '',
    'speed=12',
    '5',
    '[1]',
    '{}',
    '{"a":1}',
    '{"thing":"х"}',
    '{"thing":"a","at":"soon"}',
    '{"thing":"a","x":[1]}',
    '{"thing":"a","9":1}',
    `{"thing":"a","x":"${'x'.repeat(501)}"}`,
    '{"_type":"location"}',
    JSON.stringify(Array.from({ length: 1001 }, () => ({ thing: 'a' }))),
  ])
    expect(wrong(text), text.slice(0, 60)).toMatch(/^FeedError: .{20,}/);
  expect([1, 'on', 'A sentence about how it went', '2026-05-14T09:00:00Z', { lat: 1, lon: 2 }].map(sortOf)).toEqual([
    'number',
    'state',
    'text',
    'time',
    'place',
  ]);
  expect(sameValue({ lat: 1, lon: 2 }, { lat: 1, lon: 2 })).toBe(true);
});
