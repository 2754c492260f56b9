import type { Fold } from './fold.ts';
import type { Content, Log, LogEvent, MarketAccount, MarketContent } from './history.ts';
import type { Violation } from './violation.ts';

/** What everybody begins with, what a share pays, and how much of the past a view keeps: what the kind promises. */
const GRANT = 10_000;
const PAYS = 100;
const KEPT = { trades: 100, fills: 50 };

interface Trader {
  account: MarketAccount;
  readonly orders: Map<number, number>;
  fills: string[];
}

/** A market's log, as its events say it. */
export class MarketFold implements Fold {
  #tape: number[] = [];
  readonly traders = new Map<string, Trader>();

  take({ name, data }: LogEvent): void {
    if (data === null) return;
    if (name === 'traded') this.#tape = [...this.#tape, Number(data['id'])].slice(-KEPT.trades);
    if (name !== 'ordered' && name !== 'filled' && name !== 'dropped') return;
    const who = String(data['who']);
    const trader = this.traders.get(who) ?? { account: data['account'] as MarketAccount, orders: new Map<number, number>(), fills: [] };
    this.traders.set(who, trader);
    trader.account = data['account'] as MarketAccount;
    const id = Number(name === 'filled' ? data['order'] : data['id']);
    if (name === 'ordered') trader.orders.set(id, Number(data['quantity']));
    else if (name === 'dropped') trader.orders.delete(id);
    else {
      const left = (trader.orders.get(id) ?? 0) - Number(data['quantity']);
      if (left > 0) trader.orders.set(id, left);
      else trader.orders.delete(id);
      trader.fills = [...trader.fills, `${Number(data['trade'])} ${id}`].slice(-KEPT.fills);
    }
  }

  differs(content: Content, who: string): string | undefined {
    const { tape, mine } = content as MarketContent;
    if (String(tape) !== String(this.#tape)) return `its tape is ${String(tape)}, and ${String(this.#tape)} in the log`;
    const trader = this.traders.get(who);
    const expected = trader && {
      account: trader.account,
      orders: [...trader.orders].map(([id, left]) => `${id} ${left}`).sort(),
      fills: trader.fills,
    };
    return JSON.stringify(mine ?? undefined) === JSON.stringify(expected)
      ? undefined
      : `what is theirs is ${JSON.stringify(mine)}, and ${JSON.stringify(expected)} in the log`;
  }
}

/** [FC21] After every trade there are as many credits as were given out, and as many shares of Yes as of No. */
export function checkMarkets({ channels }: Log): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [channel, events] of channels) {
    if (!channel.startsWith('market/')) continue;
    const fold = new MarketFold();
    for (const event of events) {
      fold.take(event);
      if (event.name !== 'traded') continue;
      const accounts = [...fold.traders.values()].map(({ account }) => account);
      const sum = (of: keyof MarketAccount): number => accounts.reduce((all, account) => all + (account[of] ?? 0), 0);
      const [credits, yes, no] = [sum('free') + sum('held') + PAYS * sum('yes'), sum('yes'), sum('no')];
      if (yes === no && credits === GRANT * accounts.length) continue;
      const what = `${channel} has ${credits} credits of ${GRANT * accounts.length}, ${yes} shares of yes and ${no} of no`;
      violations.push({ rule: 'FC21', sort: 'diverged', what, entries: [event] });
      break;
    }
  }
  return violations;
}
