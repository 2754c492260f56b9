import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Channel, connect } from '@atrium/client';
import { market } from '@atrium/kind-market';
import { marketKind } from '@atrium/kind-market/channel';
import { createHub, SYSTEM, systemClock } from '@atrium/server';
import { Disk, Seeded, StoreDouble } from '@atrium/testkit';
import { expect, test } from 'vitest';
import { makeMarket } from './market-maker.ts';

/** Resolves when the channel is so; the test's own time-out says when it never is. */
const until = (channel: Channel<typeof market>, isSo: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const off = channel.subscribe(look);
    function look(): void {
      if (!isSo()) return;
      off();
      resolve();
    }
    look();
  });

test('[MK16] the market maker in examples/ keeps offers on both sides, leans against what it is left with, and withdraws them when it goes', async () => {
  const disk = new Disk();
  disk.migrate([marketKind]);
  const hub = createHub({
    store: new StoreDouble(disk, { clock: systemClock, random: new Seeded(1) }),
    kinds: [marketKind],
    authenticate: ({ url = '' }) => {
      const id = new URL(url, 'http://localhost').searchParams.get('as') ?? '';
      return { identity: { id, name: id, role: 'member' } };
    },
  });
  const server = createServer(hub.explain).on('upgrade', hub.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [ann, lev] = ['ann', 'lev'].map((who) => connect(`ws://127.0.0.1:${port}/?as=${who}`)) as [ReturnType<typeof connect>, ReturnType<typeof connect>];
  try {
    const members = ['ann', 'lev'].map((id, at) => ({ id, role: at === 0 ? 'owner' : 'member' }));
    const command = (name: string, input: unknown): Promise<unknown> => hub.command({ identity: SYSTEM, channel: 'market/pier', name, input });
    await command('follow', { placed: true, name: 'Pier', type: 'private', archived: false, members });
    await command('open', { question: 'Is the ferry on time?' });
    const channel = await ann.join(market, 'pier');
    const book = (): string => [...channel.stateOf('depth').keys()].sort().join(', ');
    const stop = await makeMarket(lev, 'pier', { spread: 4, size: 10, levels: 2 });
    await until(channel, () => book() === 'buy 46, buy 48, sell 52, sell 54');
    // Bought from again and again, it is short of Yes, and asks for more.
    for (const best of [52, 54, 56]) {
      await until(channel, () => !channel.stateOf('depth').has(`sell ${best - 2}`) && channel.stateOf('depth').get(`sell ${best}`) === 10);
      await channel.emit('order', { side: 'buy', price: best, quantity: 10, now: true });
    }
    // Thirty shares of No are more than it likes to have: a credit more for that.
    await until(channel, () => channel.stateOf('depth').has('sell 59'));
    await stop();
    await until(channel, () => book() === '');
    expect(channel.view?.tape.map(({ price }) => price)).toEqual([52, 54, 56]);
  } finally {
    await Promise.all([ann.close(), lev.close()]);
    await hub.close();
    server.closeAllConnections();
    server.close();
    disk.close();
  }
});
