import { costOf, type MarketView, PAYS, PRICES } from '../contract.ts';

type Mine = NonNullable<MarketView['mine']>;
export type Outcome = 'yes' | 'no';
export type Side = 'buy' | 'sell';
/** What somebody fills in. */
export interface Wish {
  readonly outcome: Outcome;
  /** Of the outcome that is bought: 1 to 99. */
  readonly price: number;
  readonly shares: number;
}

/** To buy No at a price is to sell Yes at what is left of the hundred: the book speaks of Yes alone. */
export const sideOf = (outcome: Outcome): Side => (outcome === 'yes' ? 'buy' : 'sell');
export const yesPrice = (outcome: Outcome, price: number): number => (outcome === 'yes' ? price : PAYS - price);
export const outcomeOf = (side: Side): Outcome => (side === 'buy' ? 'yes' : 'no');
export const priceOf = (side: Side, price: number): number => costOf(side, price);

/** What an order comes to, at worst, before it is given. */
export interface Consequence {
  /** Shares of the other outcome that it sells; at least `each` for one of them. */
  readonly sells: number;
  readonly each: number;
  /** Shares that it buys, for `cost` credits at most; each pays a hundred. */
  readonly buys: number;
  readonly cost: number;
  /** Credits that are not there for it. */
  readonly missing: number;
}

/** The same rules by which the order is decided: what one has of the other outcome is sold first. */
export function consequenceOf({ outcome, price, shares }: Wish, mine: Mine): Consequence {
  const other = outcome === 'yes' ? mine.no : mine.yes;
  const promised = mine.orders.filter(({ side }) => side === sideOf(outcome)).reduce((sum, { closing }) => sum + closing, 0);
  const sells = Math.min(shares, other - promised);
  const buys = shares - sells;
  const cost = buys * price;
  return { sells, each: PAYS - price, buys, cost, missing: Math.max(0, cost - mine.free) };
}

/** Shares that wait at a price, best first, by what one pays for the outcome: without one's own, with which one does not trade. */
export function offersOf(outcome: Outcome, depth: ReadonlyMap<string, number>, mine: Mine | null): { readonly price: number; readonly shares: number }[] {
  const waiting: Side = outcome === 'yes' ? 'sell' : 'buy';
  const offers: { readonly price: number; readonly shares: number }[] = [];
  for (let price: number = PRICES.least; price <= PRICES.most; price++) {
    const at = yesPrice(outcome, price);
    const own = mine?.orders.filter((order) => order.side === waiting && order.price === at).reduce((sum, { left }) => sum + left, 0) ?? 0;
    const shares = (depth.get(`${waiting} ${at}`) ?? 0) - own;
    if (shares > 0) offers.push({ price, shares });
  }
  return offers;
}

/** What is to be had at once of so many shares, and the price that has to be accepted for the last of them. */
export function takeOf(
  offers: readonly { readonly price: number; readonly shares: number }[],
  shares: number,
): { readonly shares: number; readonly price: number } {
  let had = 0;
  let worst = 0;
  for (const offer of offers) {
    if (had >= shares) break;
    had = Math.min(shares, had + offer.shares);
    worst = offer.price;
  }
  return { shares: had, price: worst };
}

/** What somebody has would be worth at a price of Yes. */
export const worthOf = ({ free, held, yes, no }: Pick<Mine, 'free' | 'held' | 'yes' | 'no'>, price: number): number =>
  free + held + yes * price + no * (PAYS - price);

/** A whole number from a field, or undefined. */
export function wholeIn(text: string, { least, most }: { readonly least: number; readonly most: number }): number | undefined {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value >= least && value <= most ? value : undefined;
}
