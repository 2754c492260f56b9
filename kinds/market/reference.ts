import { PAYS } from './book.ts';

interface Waiting {
  readonly id: number;
  readonly who: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  left: number;
}

/**
 * A market as slowly and plainly as it can be written, for tests: one list of orders that is searched through for every trade, and accounts that are
 * nothing but cash and a number of shares, below zero for No. It holds nothing back: what orders need is added up anew each time.
 */
export class SlowMarket {
  orders: Waiting[] = [];
  readonly cash = new Map<string, number>();
  readonly shares = new Map<string, number>();
  readonly trades: { readonly buyer: string; readonly seller: string; readonly price: number; readonly quantity: number }[] = [];
  #last = 0;
  readonly #grant: number;

  constructor(grant: number) {
    this.#grant = grant;
  }

  cashOf = (who: string): number => this.cash.get(who) ?? this.#grant;
  sharesOf = (who: string): number => this.shares.get(who) ?? 0;

  order(
    who: string,
    { side, price, quantity, now }: { readonly side: 'buy' | 'sell'; readonly price: number; readonly quantity: number; readonly now: boolean },
  ): number {
    const incoming: Waiting = { id: ++this.#last, who, side, price, left: quantity };
    for (;;) {
      const other = this.orders
        .filter((each) => each.side !== side && (side === 'buy' ? each.price <= price : each.price >= price))
        .sort((a, b) => (side === 'buy' ? a.price - b.price : b.price - a.price) || a.id - b.id)[0];
      if (!other || incoming.left === 0) break;
      if (other.who === who) {
        this.orders = this.orders.filter((each) => each !== other);
        continue;
      }
      const traded = Math.min(incoming.left, other.left);
      incoming.left -= traded;
      other.left -= traded;
      if (other.left === 0) this.orders = this.orders.filter((each) => each !== other);
      const [buyer, seller] = side === 'buy' ? [who, other.who] : [other.who, who];
      this.trades.push({ buyer, seller, price: other.price, quantity: traded });
      this.cash.set(buyer, this.cashOf(buyer) - traded * other.price);
      this.cash.set(seller, this.cashOf(seller) + traded * other.price);
      this.shares.set(buyer, this.sharesOf(buyer) + traded);
      this.shares.set(seller, this.sharesOf(seller) - traded);
    }
    if (incoming.left > 0 && !now) this.orders.push(incoming);
    return incoming.id;
  }

  cancel(id: number): void {
    this.orders = this.orders.filter((each) => each.id !== id);
  }

  /** What somebody would have if it came so: with `yes` each share is worth a hundred, and one below zero costs as much. */
  worth(who: string, outcome: 'yes' | 'no'): number {
    return this.cashOf(who) + (outcome === 'yes' ? PAYS * this.sharesOf(who) : 0);
  }
}
