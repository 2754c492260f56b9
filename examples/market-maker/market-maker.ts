import type { Client } from '@atrium/client';
import { market, PRICES, type Quote } from '@atrium/kind-market';

export interface MakerOptions {
  /** Credits between what it pays for Yes and what it takes; it lives of it. */
  readonly spread?: number;
  /** Shares at each price. */
  readonly size?: number;
  /** Prices on each side. */
  readonly levels?: number;
}

/**
 * A market maker: it always offers to buy a little below and to sell a little above the last price, and leans against what it has been left with, so
 * that whoever wants to trade finds somebody. It knows what everybody knows, and its own orders. Answers with a function that withdraws them.
 */
export async function makeMarket(client: Client, room: string, { spread = 4, size = 20, levels = 3 }: MakerOptions = {}): Promise<() => Promise<void>> {
  const channel = await client.join(market, room);
  let working: Promise<void> | undefined;
  let isStale = false;
  let isOver = false;

  /** What it wants to have in the book. */
  function wanted(): Quote[] {
    if (isOver || channel.view?.phase !== 'open') return [];
    const { yes = 0, no = 0 } = channel.view.mine ?? {};
    const last = channel.view.tape.at(-1)?.price ?? 50;
    // With a hundred shares of Yes too many it asks two credits less, and pays two less.
    const fair = last - Math.round((yes - no) / 50);
    return Array.from({ length: levels }, (_, level) => spread / 2 + level * 2).flatMap((away): Quote[] => [
      { side: 'buy', price: Math.floor(fair - away), quantity: size },
      { side: 'sell', price: Math.ceil(fair + away), quantity: size },
    ]);
  }

  /** Withdraws what stands at another price, and adds what is missing. */
  async function quote(): Promise<void> {
    const open = wanted().filter(({ price }) => price >= PRICES.least && price <= PRICES.most);
    const standing = channel.view?.mine?.orders ?? [];
    const isAt = (one: { side: string; price: number }, other: { side: string; price: number }): boolean =>
      one.side === other.side && one.price === other.price;
    for (const order of standing) if (!open.some((each) => isAt(each, order))) await channel.emit('cancel', { id: order.id });
    for (const each of open) if (!standing.some((order) => isAt(order, each))) await channel.emit('order', each);
  }

  /** Once more when something happened meanwhile; what is refused, such as an order that was met while it was withdrawn, is looked at again then. */
  function requote(): void {
    isStale = true;
    working ??= (async () => {
      while (isStale) {
        isStale = false;
        await quote().catch(() => undefined);
      }
      working = undefined;
    })();
  }
  for (const event of ['opened', 'traded', 'followed'] as const) channel.on(event, requote);
  requote();
  return async () => {
    isOver = true;
    requote();
    await working;
    channel.leave();
  };
}
