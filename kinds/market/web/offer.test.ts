import { expect, test } from 'vitest';
import fc from 'fast-check';
import { as, system, Workbench } from '../../workbench.ts';
import { marketKind } from '../channel.ts';
import { consequenceOf, offersOf, type Outcome, sideOf, takeOf, wholeIn, worthOf, yesPrice } from './offer.ts';

const mine = (more: object = {}) => ({ free: 1000, held: 0, yes: 0, no: 0, paidYes: 0, paidNo: 0, orders: [], fills: [], ...more });

test('[MW1] what is said before an order: what it costs at most, what it pays, and what it sells first', () => {
  expect(consequenceOf({ outcome: 'yes', price: 65, shares: 10 }, mine())).toEqual({ sells: 0, each: 35, buys: 10, cost: 650, missing: 0 });
  expect(consequenceOf({ outcome: 'no', price: 30, shares: 40 }, mine({ yes: 15 }))).toEqual({ sells: 15, each: 70, buys: 25, cost: 750, missing: 0 });
  expect(consequenceOf({ outcome: 'yes', price: 90, shares: 20 }, mine())).toMatchObject({ cost: 1800, missing: 800 });
  const waiting = { id: 1, side: 'sell' as const, price: 70, quantity: 10, left: 10, closing: 10 };
  expect(consequenceOf({ outcome: 'no', price: 30, shares: 10 }, mine({ yes: 15, orders: [waiting] }))).toMatchObject({ sells: 5, buys: 5 });
});

test('[MW2] offers are by what one pays, best first, without one’s own; taking some says the worst price that it takes', () => {
  const depth = new Map([
    ['sell 60', 10],
    ['sell 62', 5],
    ['buy 55', 7],
    ['buy 50', 3],
  ]);
  expect(offersOf('yes', depth, null)).toEqual([
    { price: 60, shares: 10 },
    { price: 62, shares: 5 },
  ]);
  const own = { id: 1, side: 'buy' as const, price: 55, quantity: 7, left: 7, closing: 0 };
  expect(offersOf('no', depth, null)).toEqual([
    { price: 45, shares: 7 },
    { price: 50, shares: 3 },
  ]);
  expect(offersOf('no', depth, mine({ orders: [own] }))).toEqual([{ price: 50, shares: 3 }]);
  expect(takeOf(offersOf('yes', depth, null), 12)).toEqual({ shares: 12, price: 62 });
  expect(takeOf(offersOf('yes', depth, null), 100)).toEqual({ shares: 15, price: 62 });
  expect(takeOf([], 5)).toEqual({ shares: 0, price: 0 });
});

test('[MW1] what is said is what is held, whatever one has', async () => {
  const wish = fc.record({
    who: fc.constantFrom('ann', 'bob'),
    outcome: fc.constantFrom<Outcome>('yes', 'no'),
    price: fc.integer({ min: 1, max: 99 }),
    shares: fc.integer({ min: 1, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 25 }), async (wishes) => {
      const bench = new Workbench(marketKind, { id: 'pier' });
      const members = ['ann', 'bob'].map((id, at) => ({ id, role: at === 0 ? ('owner' as const) : ('member' as const) }));
      bench.do(system, 'follow', { placed: true, name: 'Pier', type: 'private', archived: false, members });
      bench.do(as('ann'), 'open', { question: 'Is it?' });
      for (const { who, ...each } of wishes) {
        const before = (await bench.open(as(who))).mine ?? mine({ free: 10_000 });
        const said = consequenceOf(each, before);
        const done = bench.do(as(who), 'order', { side: sideOf(each.outcome), price: yesPrice(each.outcome, each.price), quantity: each.shares });
        if (said.missing > 0) expect(done).toEqual({ refused: 'too-dear' });
        else if ('refused' in done) throw new Error(done.refused);
        else {
          const [ordered] = done.events;
          if (ordered?.name !== 'ordered' || ordered.data === null) throw new Error('No order.');
          expect(ordered.data.closing).toBe(said.sells);
          expect(before.free - ordered.data.account.free).toBe(said.cost);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('[MW1] fields take whole numbers in their borders, and nothing else', () => {
  const within = { least: 1, most: 99 };
  expect(['1', ' 99 ', '0', '100', '-5', '5.5', '1e1', '', 'ten'].map((text) => wholeIn(text, within))).toEqual([
    1,
    99,
    ...Array.from({ length: 7 }, () => undefined),
  ]);
  expect(worthOf({ free: 100, held: 10, yes: 3, no: 2 }, 60)).toBe(100 + 10 + 180 + 80);
});
