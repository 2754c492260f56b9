import fc from 'fast-check';
import { expect, test } from 'vitest';
import { as, system, Workbench } from '../workbench.ts';
import { closable, costOf, GRANT } from './accounts.ts';
import { PAYS } from './book.ts';
import { marketKind } from './channel.ts';
import { SlowMarket } from './reference.ts';
import { accountOf, type MarketState } from './state.ts';

const PEOPLE = ['ann', 'bob', 'cat', 'dan', 'eve'] as const;

/** A room of five with a question that is asked. */
function opened() {
  const bench = new Workbench(marketKind, { id: 'pier' });
  bench.do(system, 'follow', {
    placed: true,
    name: 'Pier',
    type: 'private',
    archived: false,
    members: PEOPLE.map((id, at) => ({ id, role: at === 0 ? 'owner' : 'member' })),
  });
  bench.do(as('ann'), 'open', { question: 'Is the ferry on time?' });
  return bench;
}

const drawn = fc.record({
  who: fc.constantFrom(...PEOPLE),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 47, max: 53 }) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 99 }) }),
  quantity: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) }),
  now: fc.boolean(),
  cancels: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(200) }),
});

/** Every credit is somebody's or in the pot, and the pot has a hundred for each pair of shares. */
function conserved(state: MarketState): void {
  let [credits, yes, no] = [0, 0, 0];
  for (const account of state.accounts.values()) {
    expect(Math.min(account.free, account.held, account.yes, account.no, account.heldYes, account.heldNo)).toBeGreaterThanOrEqual(0);
    expect(account.heldYes).toBeLessThanOrEqual(account.yes);
    expect(account.heldNo).toBeLessThanOrEqual(account.no);
    credits += account.free + account.held;
    yes += account.yes;
    no += account.no;
  }
  expect(yes).toBe(no);
  expect(credits + PAYS * yes).toBe(GRANT * state.accounts.size);
}

test('[MK1] [MK2] [MK3] whatever 100,000 commands do, it is what the slow market does, and no credit or share is made or lost', { timeout: 120_000 }, () => {
  let commands = 0;
  let trades = 0;
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 900, maxLength: 1100 }), (steps) => {
      const bench = opened();
      const slow = new SlowMarket(GRANT);
      for (const { who, side, price, quantity, now, cancels } of steps) {
        commands += 1;
        const { state } = bench;
        if (cancels !== null) {
          const waiting = [...state.book.orders.values()].filter((order) => order.who === who);
          const order = waiting[cancels % Math.max(1, waiting.length)];
          if (!order) continue;
          bench.do(as(who), 'cancel', { id: order.id });
          slow.cancel(order.id);
        } else {
          const account = accountOf(state, who);
          const needed = (quantity - Math.min(quantity, closable(account, side))) * costOf(side, price);
          const done = bench.do(as(who), 'order', { side, price, quantity, ...(now && { now }) });
          if ('refused' in done) {
            expect(done.refused === 'too-dear' ? needed > account.free : done.refused).toBe(done.refused === 'too-dear' ? true : 'too-many-orders');
            continue;
          }
          // What was refused took no number.
          expect(slow.order(who, { side, price, quantity, now })).toBe(done.reply.id);
        }
        conserved(bench.state);
      }
      trades += slow.trades.length;
      expect(
        [...bench.state.book.orders.values()].map(({ id, who, side, price, left }) => ({ id, who, side, price, left })).sort((a, b) => a.id - b.id),
      ).toEqual(slow.orders.map(({ id, who, side, price, left }) => ({ id, who, side, price, left })).sort((a, b) => a.id - b.id));
      expect(bench.state.lastTrade).toBe(slow.trades.length);
      for (const who of PEOPLE) {
        const { free, held, yes, no } = accountOf(bench.state, who);
        expect(yes - no).toBe(slow.sharesOf(who));
        // A share of No was paid for with what a hundred leaves.
        expect(free + held + PAYS * no).toBe(slow.cashOf(who));
      }
      // Settled, everybody has what they would have there.
      const outcome = commands % 2 === 0 ? 'yes' : 'no';
      bench.do(as('ann'), 'settle', { outcome, reason: 'It was seen.' });
      for (const who of PEOPLE) expect(accountOf(bench.state, who)).toMatchObject({ free: slow.worth(who, outcome), held: 0, yes: 0, no: 0 });
    }),
    { numRuns: 100 },
  );
  expect(commands).toBeGreaterThan(95_000);
  expect(trades).toBeGreaterThan(10_000);
});
