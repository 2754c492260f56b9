import type { Client } from '@atrium/client';
import { market } from '@atrium/kind-market';
import { AtriumError, addressOf } from '@atrium/protocol';
import type { Identity } from '@atrium/server';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubPort } from '../hub-port.ts';

export const QUESTION = 'Will the new quay open before June?';
/** Trades of the days before, and those of this morning. */
const BEFORE = 160;
/** Milliseconds between two looks whether the market is there, and how often. */
const LOOK_MS = 20;
const LOOKS = 500;

interface Past {
  readonly hub: HubPort;
  readonly room: string;
  readonly owner: Identity;
  readonly traders: readonly Identity[];
  setTo(at: number): void;
  readonly from: number;
  readonly to: number;
}

/** Puts a market into the room and trades on it through the days before, as people might who slowly come to believe it. */
export async function tradeInThePast({ hub, room, owner, traders, setTo, from, to }: Past): Promise<void> {
  const channel = addressOf('market', room);
  const order = (identity: Identity, name: string, input: unknown): Promise<unknown> => hub.command({ identity, channel, name, input });
  await hub.command({ identity: owner, channel: addressOf('chat', room), name: 'placeTable', input: { kind: 'market' } });
  // The conversation tells the market of itself, a moment later.
  await thereBy(() => order(owner, 'open', { question: QUESTION }));
  let price = 44;
  for (let at = 0; at < BEFORE; at++) {
    setTo(from + ((to - from) * at) / BEFORE);
    price = Math.min(88, Math.max(22, price + noise(at) * 5 + (at > BEFORE / 3 ? 0.22 : -0.05)));
    const [seller, buyer] = [traders[at % traders.length], traders[(at + 1 + (at % 2)) % traders.length]];
    if (!seller || !buyer || seller === buyer) continue;
    const quantity = 4 + Math.abs(Math.round(noise(at * 7) * 22));
    // One side may have spent all they had.
    await trade(order, { seller, buyer, price: Math.round(price), quantity }).catch(() => undefined);
  }
}

async function trade(
  order: (identity: Identity, name: string, input: unknown) => Promise<unknown>,
  { seller, buyer, price, quantity }: { readonly seller: Identity; readonly buyer: Identity; readonly price: number; readonly quantity: number },
): Promise<void> {
  const { id, left } = (await order(seller, 'order', { side: 'sell', price, quantity })) as { readonly id: number; readonly left: number };
  await order(buyer, 'order', { side: 'buy', price, quantity, now: true }).catch(() => undefined);
  // Nothing of the past waits.
  if (left > 0) await order(seller, 'cancel', { id });
}

/** The same at every start: between -0.5 and 0.5. */
function noise(at: number): number {
  const wave = Math.sin(at * 12.9898 + 78.233) * 43_758.5453;
  return wave - Math.floor(wave) - 0.5;
}

async function thereBy(ask: () => Promise<unknown>): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    try {
      return void (await ask());
    } catch (error) {
      if (!(error instanceof AtriumError) || look === LOOKS - 1) throw error;
      await sleep(LOOK_MS);
    }
  }
}

/** Takes what is offered, a little, one way or the other; whoever has spent everything sits it out. */
export async function tradeALittle(client: Client, room: string): Promise<void> {
  const channel = client.channel(market, room);
  if (channel.view?.phase !== 'open') return;
  const buys = Math.random() < 0.52;
  const quantity = 1 + Math.floor(Math.random() * 12);
  await channel.emit('order', { side: buys ? 'buy' : 'sell', price: buys ? 97 : 3, quantity, now: true });
}
