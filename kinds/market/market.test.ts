import { createHash } from 'node:crypto';
import { apply as foldOf } from './apply.ts';
import { expect, test } from 'vitest';
import { contractHash } from '../contract-hash.ts';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { readFileSync } from 'node:fs';
import { marketKind } from './channel.ts';
import { market, type MarketView } from './contract.ts';
import { GRANT } from './accounts.ts';
import { accountOf, evolve, initial, type MarketState } from './state.ts';

const QUESTION = { question: 'Is the ferry on time?' };

function pier() {
  const bench = new Workbench(marketKind, { id: 'pier', rights: () => false });
  bench.do(channelAs('chat/pier'), 'follow', {
    placed: true,
    name: 'Pier',
    type: 'public',
    archived: false,
    members: [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
      { id: 'cat', role: 'member' },
    ],
  });
  return bench;
}
function opened() {
  const bench = pier();
  bench.do(as('ann'), 'open', QUESTION);
  return bench;
}
const order = (side: 'buy' | 'sell', price: number, quantity: number, more: { readonly now?: true; readonly key?: string } = {}) => ({
  side,
  price,
  quantity,
  ...more,
});
const sumOf = (state: MarketState): string =>
  createHash('sha256')
    .update(JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? [...value] : value)))
    .digest('hex');

test('[MK4] an order meets the best price first, and at a price whoever has waited longest, at the price of who waited', () => {
  const bench = opened();
  for (const [who, price] of [
    ['bob', 60],
    ['cat', 58],
    ['bob', 58],
  ] as const)
    bench.do(as(who), 'order', order('sell', price, 10));
  const done = bench.do(as('ann'), 'order', order('buy', 60, 25));
  expect(done).toMatchObject({ reply: { id: 4, traded: 25, left: 0 } });
  const traded = bench.log.flatMap((event) => (event.name === 'traded' && event.data ? [[event.data.price, event.data.quantity]] : []));
  expect(traded).toEqual([
    [58, 10],
    [58, 10],
    [60, 5],
  ]);
  expect(accountOf(bench.state, 'ann')).toMatchObject({ free: GRANT - 580 - 580 - 300, held: 0, yes: 25, no: 0 });
  expect(accountOf(bench.state, 'cat')).toMatchObject({ free: GRANT - 420, no: 10 });
});

test('[MK5] an order for now alone leaves nothing behind; one’s own orders are not traded with', () => {
  const bench = opened();
  bench.do(as('ann'), 'order', order('sell', 50, 10));
  expect(bench.do(as('ann'), 'order', order('buy', 55, 5))).toMatchObject({ reply: { traded: 0, left: 5 } });
  expect([...bench.state.book.orders.values()]).toMatchObject([{ id: 2, side: 'buy' }]);
  expect(bench.do(as('bob'), 'order', order('sell', 55, 20, { now: true }))).toMatchObject({ reply: { traded: 5, left: 0 } });
  expect(bench.state.book.orders.size).toBe(0);
});

test('[MK6] the same order given twice under one key is one', () => {
  const bench = opened();
  const first = bench.do(as('ann'), 'order', order('buy', 40, 10, { key: 'bot-1' }));
  bench.do(as('bob'), 'order', order('sell', 40, 4));
  expect(first).toMatchObject({ reply: { id: 1, traded: 0, left: 10 } });
  expect(bench.do(as('ann'), 'order', order('buy', 40, 10, { key: 'bot-1' }))).toMatchObject({ reply: { id: 1, traded: 4, left: 6 }, events: [] });
  // A key is its author's own.
  expect(bench.do(as('bob'), 'order', order('buy', 30, 1, { key: 'bot-1' }))).toMatchObject({ reply: { id: 3 } });
});

test('[MK7] what an order needs is held: nobody spends a credit twice, and what closes a position needs none', () => {
  const bench = opened();
  expect(bench.do(as('ann'), 'order', order('buy', 50, 201))).toEqual({ refused: 'too-dear' });
  bench.do(as('ann'), 'order', order('buy', 50, 200));
  expect(bench.do(as('ann'), 'order', order('buy', 1, 1))).toEqual({ refused: 'too-dear' });
  bench.do(as('bob'), 'order', order('sell', 50, 200));
  expect(accountOf(bench.state, 'ann')).toMatchObject({ free: 0, held: 0, yes: 200 });
  // She has no credit, and sells what she has.
  expect(bench.do(as('ann'), 'order', order('sell', 70, 200))).toMatchObject({ reply: { left: 200 } });
  expect(bench.do(as('ann'), 'order', order('sell', 70, 1))).toEqual({ refused: 'too-dear' });
  bench.do(as('bob'), 'order', order('buy', 70, 200));
  expect(accountOf(bench.state, 'ann')).toMatchObject({ free: 14_000, held: 0, yes: 0 });
  expect(accountOf(bench.state, 'bob')).toMatchObject({ free: 6_000, yes: 0, no: 0 });
});

test('[MK8] a settlement pays a hundred for each share of what came, and says so in the conversation, once; a market that is called off never was', () => {
  for (const outcome of ['yes', 'no'] as const) {
    const bench = opened();
    bench.do(as('ann'), 'order', order('buy', 30, 100));
    bench.do(as('bob'), 'order', order('sell', 30, 60));
    expect(bench.do(as('bob'), 'settle', { outcome, reason: 'seen' })).toEqual({ refused: 'not-allowed' });
    const done = bench.do(as('ann'), 'settle', { outcome, reason: 'seen from the pier' });
    expect('effects' in done && done.effects).toMatchObject([{ to: 'chat/pier', name: 'post' }]);
    const paid = outcome === 'yes' ? [4_200, -1_800 - 2_400] : [-1_800, 1_800];
    expect(accountOf(bench.state, 'ann').free).toBe(GRANT + paid[0]!);
    expect(accountOf(bench.state, 'bob').free).toBe(GRANT + paid[1]!);
    expect(bench.state.book.orders.size).toBe(0);
    expect(bench.do(as('cat'), 'order', order('buy', 1, 1))).toEqual({ refused: 'over' });
  }
  const bench = opened();
  bench.do(as('ann'), 'order', order('buy', 30, 100));
  bench.do(as('bob'), 'order', order('sell', 30, 60));
  bench.do(as('ann'), 'callOff', { reason: 'The question was unclear.' });
  for (const who of ['ann', 'bob']) expect(accountOf(bench.state, who)).toMatchObject({ free: GRANT, held: 0, yes: 0, no: 0 });
});

test('[MK9] the room’s conversation alone says what the room is; strangers see nothing, visitors trade nothing', () => {
  const bench = pier();
  expect(bench.do(channelAs('chat/other'), 'follow', { gone: ['ann'] })).toEqual({ refused: 'not-found' });
  expect(bench.do(as('bob'), 'open', QUESTION)).toEqual({ refused: 'not-allowed' });
  expect(bench.do(as('ann'), 'order', order('buy', 1, 1))).toEqual({ refused: 'not-open' });
  bench.do(as('ann'), 'open', QUESTION);
  expect(bench.do(as('zoe'), 'order', order('buy', 1, 1))).toEqual({ refused: 'not-a-member' });
  expect(marketKind.viewer(bench.state, as('zoe'))).toMatchObject({ role: 'visitor' });
  expect(marketKind.viewer(bench.state, as('gus', 'guest'))).toBe(undefined);
  bench.do(channelAs('chat/pier'), 'follow', { gone: ['bob'], archived: true });
  expect(bench.do(as('bob'), 'order', order('buy', 1, 1))).toEqual({ refused: 'not-a-member' });
  expect(bench.do(as('ann'), 'order', order('buy', 1, 1))).toEqual({ refused: 'room-archived' });
});

test('[MK10] orders and fills are for their own; what one is shown, folded on, is what the owner shows', async () => {
  const bench = opened();
  const people = ['ann', 'bob', 'cat'];
  const views = new Map<string, MarketView>();
  for (const who of people) views.set(who, await bench.open(as(who)));
  let seen = bench.log.length;
  const steps = [
    ['ann', order('buy', 40, 10, { key: 'a' })],
    ['bob', order('sell', 38, 4)],
    ['cat', order('sell', 40, 9)],
    ['ann', order('sell', 60, 3)],
    ['bob', order('buy', 61, 5, { now: true })],
  ] as const;
  for (const [who, input] of steps) {
    const done = bench.do(as(who), 'order', input);
    expect('refused' in done).toBe(false);
    for (const event of bench.log.slice(seen)) {
      const data = event.data as { readonly who?: string } | null;
      const owner = event.name === 'ordered' || event.name === 'filled' || event.name === 'dropped' ? data?.who : undefined;
      for (const each of people) if (owner === undefined || owner === each) views.set(each, foldOf(views.get(each)!, event));
    }
    seen = bench.log.length;
    for (const each of people) expect(views.get(each)).toEqual(await bench.open(as(each)));
  }
  expect(JSON.stringify(views.get('cat'))).not.toContain('"key"');
});

test('[MK11] the log folds to the same state, to the byte', () => {
  const bench = opened();
  for (let at = 0; at < 200; at++)
    bench.do(
      as(['ann', 'bob', 'cat'][at % 3]!),
      'order',
      order(at % 2 ? 'buy' : 'sell', 40 + ((at * 7) % 20), 1 + (at % 9), at % 5 === 0 ? { key: `k${at}` } : {}),
    );
  const again = bench.log.reduce((state, event) => evolve(state, event), initial());
  expect(sumOf(again)).toBe(sumOf(bench.state));
});

test('[MK12] depth, price and standing are state, and name what each event touched', () => {
  const bench = opened();
  const { depth, ticker, worth } = marketKind.state!;
  bench.do(as('ann'), 'order', order('buy', 40, 10));
  expect([...depth.keys(bench.state)]).toEqual(['buy 40']);
  const done = bench.do(as('bob'), 'order', order('sell', 40, 4));
  const touched = ('events' in done ? done.events : []).flatMap((event) => depth.touched(event, bench.state));
  expect(new Set(touched)).toEqual(new Set(['sell 40', 'buy 40']));
  expect(depth.at(bench.state, 'buy 40')).toEqual({ value: 6 });
  expect(depth.at(bench.state, 'sell 40')).toBe(undefined);
  expect(ticker.at(bench.state, 'last')).toEqual({ value: { price: 40, volume: 4 } });
  expect([worth.at(bench.state, 'ann'), worth.at(bench.state, 'bob')]).toEqual([{ value: GRANT }, { value: GRANT }]);
});

test('[MK17] a holding says what was paid for it, and nothing is left of it with the last share', () => {
  const bench = opened();
  const paid = (who: string) => {
    const { yes, no, paidYes, paidNo } = accountOf(bench.state, who);
    return { yes, no, paidYes, paidNo };
  };
  const trade = (price: number, quantity: number, buyer = 'ann', seller = 'bob'): void => {
    bench.do(as(seller), 'order', order('sell', price, quantity));
    bench.do(as(buyer), 'order', order('buy', price, quantity));
  };
  trade(40, 10);
  trade(70, 20);
  expect(paid('ann')).toEqual({ yes: 30, no: 0, paidYes: 1800, paidNo: 0 });
  expect(paid('bob')).toEqual({ yes: 0, no: 30, paidYes: 0, paidNo: 1200 });
  // What is sold takes its part along, whatever it is sold for.
  trade(90, 7, 'cat', 'ann');
  expect(paid('ann')).toEqual({ yes: 23, no: 0, paidYes: 1380, paidNo: 0 });
  trade(10, 23, 'bob', 'ann');
  expect(paid('ann')).toEqual({ yes: 0, no: 0, paidYes: 0, paidNo: 0 });
  expect(paid('bob')).toEqual({ yes: 0, no: 7, paidYes: 0, paidNo: 280 });
  bench.do(as('ann'), 'settle', { outcome: 'no', reason: 'It rained.' });
  expect(paid('bob')).toEqual({ yes: 0, no: 0, paidYes: 0, paidNo: 0 });
});

test('[MK13] the contract’s schemas move together with its version', () => {
  expect(contractHash(market)).toBe(readFileSync(new URL('contract.hash', import.meta.url), 'utf8'));
});

test('[MK14] a person has at most a hundred orders waiting', () => {
  const bench = opened();
  for (let at = 0; at < 100; at++) bench.do(as('ann'), 'order', order('buy', 1, 1));
  expect(bench.do(as('ann'), 'order', order('buy', 1, 1))).toEqual({ refused: 'too-many-orders' });
  expect(bench.do(system, 'order', order('buy', 1, 1))).toMatchObject({ reply: { id: 101 } });
});

test('[MK15] candles say for each span what was paid first, last, most and least, and how much was traded', async () => {
  const bench = opened();
  const at = async (minute: number, price: number, quantity: number): Promise<void> => {
    bench.now = Math.ceil(bench.now / 60_000) * 60_000 + minute * 60_000;
    bench.do(as('bob'), 'order', order('sell', price, quantity));
    bench.do(as('ann'), 'order', order('buy', price, quantity));
  };
  bench.now = 1_700_000_000_000;
  const from = Math.ceil(bench.now / 60_000) * 60_000;
  await at(0, 40, 10);
  bench.do(as('bob'), 'order', order('sell', 45, 5));
  bench.do(as('ann'), 'order', order('buy', 50, 5));
  bench.do(as('bob'), 'order', order('sell', 38, 2));
  bench.do(as('ann'), 'order', order('buy', 38, 2));
  await at(2, 60, 1);
  const { candles, last } = await bench.query(as('zoe'), 'candles', { seconds: 60 });
  expect(last).toBe(4);
  expect(candles).toEqual([
    { at: from, open: 40, high: 45, low: 38, close: 38, volume: 17 },
    { at: from + 180_000, open: 60, high: 60, low: 60, close: 60, volume: 1 },
  ]);
  expect(await bench.query(as('zoe'), 'candles', { seconds: 60, before: from + 60_000 })).toEqual({ candles: candles.slice(0, 1), last: 3 });
  expect((await bench.query(as('zoe'), 'candles', { seconds: 86_400 })).candles).toMatchObject([{ open: 40, close: 60, high: 60, low: 38, volume: 18 }]);
});
