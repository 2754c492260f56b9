/** Prices are whole credits for one share of Yes, of which a settlement pays 100 or 0: so 1 to 99. */
export const PRICES = { least: 1, most: 99 } as const;
/** What a share pays, of the outcome that came. */
export const PAYS = 100;

export type Side = 'buy' | 'sell';
export const otherSide = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** An order that rests in the book, or is being matched. To sell Yes is to buy No at `PAYS` less the price. */
export interface Order {
  readonly id: number;
  readonly who: string;
  readonly side: Side;
  /** The worst at which it trades. */
  readonly price: number;
  /** Shares that are still wanted: of these `closing` give up shares of the other outcome, and the rest are paid for. */
  left: number;
  closing: number;
}

/** By side, then price: the ids of the orders there, in the order of their time. Ticks are so few that a price is an index. */
export interface Book {
  readonly orders: Map<number, Order>;
  readonly buy: number[][];
  readonly sell: number[][];
}

export const emptyBook = (): Book => ({ orders: new Map(), buy: ticks(), sell: ticks() });
const ticks = (): number[][] => Array.from({ length: PRICES.most + 1 }, () => []);

/** Whether somebody with this limit trades at that price. */
export const accepts = (side: Side, limit: number, price: number): boolean => (side === 'buy' ? price <= limit : price >= limit);

/** Shares that wait at a price. */
export const depthAt = (book: Book, side: Side, price: number): number => book[side][price]!.reduce((sum, id) => sum + book.orders.get(id)!.left, 0);

export function enter(book: Book, order: Order): void {
  book.orders.set(order.id, order);
  book[order.side][order.price]!.push(order.id);
}

export function take(book: Book, { id, side, price }: Order): void {
  book.orders.delete(id);
  const queue = book[side][price]!;
  queue.splice(queue.indexOf(id), 1);
}

/** What comes of an order, in this order: trades with those who wait, and one's own orders that stand in the way, which are cancelled rather than traded with. */
export type Meeting = { readonly with: Order; readonly price: number; readonly quantity: number } | { readonly own: Order };

/** Price before time: the best price first, and at a price whoever has waited longest. Each trade is at the price of who waited. Changes nothing. */
export function* meetings(book: Book, incoming: Pick<Order, 'who' | 'side' | 'price'>, quantity: number): Generator<Meeting> {
  const side = otherSide(incoming.side);
  let left = quantity;
  const step = side === 'buy' ? -1 : 1;
  const first = side === 'buy' ? PRICES.most : PRICES.least;
  for (let price: number = first; price >= PRICES.least && price <= PRICES.most && accepts(incoming.side, incoming.price, price); price += step) {
    for (const id of book[side][price]!) {
      if (left === 0) return;
      const resting = book.orders.get(id)!;
      if (resting.who === incoming.who) {
        yield { own: resting };
        continue;
      }
      const traded = Math.min(left, resting.left);
      left -= traded;
      yield { with: resting, price, quantity: traded };
    }
    if (left === 0) return;
  }
}
