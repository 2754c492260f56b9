import { tradeInThePast } from '../../app/server/src/demo/trading.ts';
import { DAY, MINUTE } from '../../app/server/src/clock.ts';
import { addressOf } from '../../packages/protocol/src/index.ts';
import type { HubPort } from '../../app/server/src/hub-port.ts';
import type { Identity } from '../../packages/server/src/index.ts';
import { MIDNIGHT, type StageClock } from './time.ts';

type Who = 'ada' | 'jonas' | 'lev' | 'mira' | 'sana';

/** A market that people have traded on for days, with offers on both sides, and one that nobody has asked a question of. */
export async function seedMarkets(
  hub: HubPort,
  { clock, quay: room, crane, identityOf }: { readonly clock: StageClock; readonly quay: string; readonly crane: string; identityOf(who: Who): Identity },
): Promise<void> {
  const [from, to] = [MIDNIGHT - 5 * DAY, MIDNIGHT - 2 * DAY];
  const traders = (['lev', 'jonas', 'sana', 'mira', 'ada'] as const).map(identityOf);
  await tradeInThePast({ hub, room, owner: identityOf('mira'), traders, setTo: (at) => clock.setTo(at), from, to });
  clock.setTo(to + MINUTE);
  const order = (who: Who, side: 'buy' | 'sell', price: number, quantity: number): Promise<unknown> =>
    hub.command({ identity: identityOf(who), channel: addressOf('market', room), name: 'order', input: { side, price, quantity } });
  const offers = [
    ['lev', 'sell', 66, 20],
    ['lev', 'sell', 68, 25],
    ['sana', 'sell', 70, 12],
    ['lev', 'sell', 72, 40],
    ['lev', 'buy', 62, 20],
    ['lev', 'buy', 60, 35],
    ['jonas', 'buy', 59, 10],
    ['ada', 'buy', 55, 15],
  ] as const;
  await order('sana', 'sell', 64, 8);
  await order('ada', 'buy', 64, 8);
  for (const [who, side, price, quantity] of offers) await order(who, side, price, quantity).catch(() => undefined);

  await hub.command({ identity: identityOf('ada'), channel: addressOf('chat', crane), name: 'placeTable', input: { kind: 'market' } });
}
