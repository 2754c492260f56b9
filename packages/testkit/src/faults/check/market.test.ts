import { expect, test } from 'vitest';
import type { Happened, LogEvent, MarketContent } from './history.ts';
import { done, found, gave, logOf, started, TERM } from './testing.ts';

const MARKET = 'market/r1';
type Draft = Pick<LogEvent, 'name'> & Partial<LogEvent>;
const own = (name: string, who: string, data: object, account: object): Draft => ({ name, audience: [who], data: { who, ...data, account } });
const account = (free: number, held = 0, yes = 0, no = 0): object => ({ free, held, yes, no });

const log = [
  { name: 'followed', data: { placed: true, members: [{ id: 'ann' }, { id: 'bob' }] } },
  own('ordered', 'ann', { id: 1, quantity: 10, key: 'a1' }, account(9400, 600)),
  own('ordered', 'bob', { id: 2, quantity: 4, key: 'b1' }, account(9840, 160)),
  own('filled', 'ann', { trade: 1, order: 1, quantity: 4 }, account(9400, 360, 4)),
  own('filled', 'bob', { trade: 1, order: 2, quantity: 4 }, account(9840, 0, 0, 4)),
  { name: 'traded', data: { id: 1 } },
] satisfies readonly Draft[];
const ann = [started('ann.1', 'ann'), gave('ann.1', 'a1', 1, { channel: MARKET, name: 'order', input: { key: 'a1' } }), done('ann.1', 'a1', { id: 1 })];
const bob = [started('bob.1', 'bob'), gave('bob.1', 'b1', 1, { channel: MARKET, name: 'order', input: { key: 'b1' } })];
const saw = (mine: MarketContent['mine'], tape: readonly number[] = [1]): Happened => ({
  t: 'opened',
  client: 'ann.1',
  channel: MARKET,
  position: [TERM, 6],
  content: { kind: 'market', tape, mine },
});
const hers: NonNullable<MarketContent['mine']> = { account: { free: 9400, held: 360, yes: 4, no: 0 }, orders: ['1 6'], fills: ['1 1'] };

test('[FC21] credits and shares add up after every trade', () => {
  expect(found([ann, bob], logOf({ [MARKET]: log }))).toEqual([]);
  const wrong = log.with(4, own('filled', 'bob', { trade: 1, order: 2, quantity: 4 }, account(9850, 0, 0, 4)));
  expect(found([ann, bob], logOf({ [MARKET]: wrong }))).toEqual(['FC21 diverged']);
});

test('[FC8] a market’s view says what the log says: the tape, and what is one’s own', () => {
  expect(found([[...ann, saw(hers)], bob], logOf({ [MARKET]: log }))).toEqual([]);
  expect(found([[...ann, saw({ ...hers, orders: ['1 10'] })], bob], logOf({ [MARKET]: log }))).toEqual(['FC8 diverged']);
  expect(found([[...ann, saw({ ...hers, fills: [] })], bob], logOf({ [MARKET]: log }))).toEqual(['FC8 diverged']);
  expect(found([[...ann, saw(hers, [])], bob], logOf({ [MARKET]: log }))).toEqual(['FC8 diverged']);
  expect(found([[...ann, saw(null)], bob], logOf({ [MARKET]: log }))).toEqual(['FC8 diverged']);
});

test('[FC1] an order that was acknowledged stands in the log once, under its key; a reply that names another order is wrong', () => {
  expect(found([ann, bob], logOf({ [MARKET]: log.filter(({ name }) => name === 'followed') }))).toEqual(['FC1 lost']);
  expect(found([[...ann.slice(0, 2), done('ann.1', 'a1', { id: 7 })], bob], logOf({ [MARKET]: log }))).toEqual(['FC12 diverged']);
});

test('[FC3] what a table says in its room’s conversation is nobody’s command', () => {
  const opening = { name: 'posted', data: { ordinal: 1, author: 'channel:market/r1', text: 'A market is open.' } };
  expect(found([[]], logOf({ 'chat/r1': [opening] }))).toEqual([]);
});
