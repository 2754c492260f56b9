import { type Order, PAYS, type Side } from './book.ts';

/** Play credits that everybody begins with. */
export const GRANT = 10_000;

/** What one person has in one market. Credits and shares that open orders need are held: they are theirs, and cannot be used twice. */
export interface Account {
  /** What they were given, for ever. */
  readonly granted: number;
  /** Credits that are free. */
  free: number;
  held: number;
  yes: number;
  no: number;
  /** Credits that were paid for the shares one has: of some that go, their part goes with them. */
  paidYes: number;
  paidNo: number;
  /** Of `yes` and `no`, what open orders are to give up. */
  heldYes: number;
  heldNo: number;
}

export const newAccount = (granted: number): Account => ({ granted, free: granted, held: 0, yes: 0, no: 0, paidYes: 0, paidNo: 0, heldYes: 0, heldNo: 0 });

/** What one share costs who opens a position at this price: Yes costs the price, No the rest. */
export const costOf = (side: Side, price: number): number => (side === 'buy' ? price : PAYS - price);

/** Shares of the other outcome that an order of this side may give up instead of paying. */
export const closable = (account: Account, side: Side): number => (side === 'buy' ? account.no - account.heldNo : account.yes - account.heldYes);

/** Holds what the order needs. */
export function hold(account: Account, { side, price, left, closing }: Order): void {
  const needed = (left - closing) * costOf(side, price);
  account.free -= needed;
  account.held += needed;
  holdShares(account, side, closing);
}

/** Lets go of what is held for so much of it. */
export function release(account: Account, { side, price, left, closing }: Order): void {
  const needed = (left - closing) * costOf(side, price);
  account.free += needed;
  account.held -= needed;
  holdShares(account, side, -closing);
}

/** So many shares are traded at a price: those that close a position first. */
export function fill(account: Account, order: Order, { price, quantity }: { readonly price: number; readonly quantity: number }): void {
  const { side } = order;
  const closed = Math.min(order.closing, quantity);
  const opened = quantity - closed;
  // Closing sells the other outcome, at what is left of the hundred.
  holdShares(account, side, -closed);
  if (side === 'buy') {
    account.paidNo -= partOf(account.paidNo, { of: account.no, gone: closed });
    account.no -= closed;
  } else {
    account.paidYes -= partOf(account.paidYes, { of: account.yes, gone: closed });
    account.yes -= closed;
  }
  account.free += closed * (PAYS - costOf(side, price));
  const held = opened * costOf(side, order.price);
  account.held -= held;
  account.free += held - opened * costOf(side, price);
  if (side === 'buy') {
    account.yes += opened;
    account.paidYes += opened * costOf(side, price);
  } else {
    account.no += opened;
    account.paidNo += opened * costOf(side, price);
  }
  order.closing -= closed;
  order.left -= quantity;
}

/** Whole credits, and all of them with the last share. */
const partOf = (paid: number, { of, gone }: { readonly of: number; readonly gone: number }): number => (gone === 0 ? 0 : Math.round((paid * gone) / of));

function holdShares(account: Account, side: Side, shares: number): void {
  if (side === 'buy') account.heldNo += shares;
  else account.heldYes += shares;
}
