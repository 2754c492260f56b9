import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineChannel } from '@atrium/protocol';
import { createHub, defineKind, type HubOptions, systemClock } from '@atrium/server';
import { Disk, Seeded, StoreDouble } from '@atrium/testkit';
import * as v from 'valibot';

const echoContract = defineChannel('echo', {
  commands: {},
  queries: { say: { input: v.object({ text: v.string() }), reply: v.object({ text: v.string() }) } },
  events: {},
  view: v.object({}),
});
const echoKind = defineKind(echoContract, {
  initial: () => ({}),
  evolve: (state) => state,
  decide: {},
  queries: { say: async (_read, input) => input },
  viewer: () => ({}),
  show: () => ({}),
});

/** A hub that listens, with a channel that answers what it is asked: what a case sends inside a query comes back. */
export async function echoServer(
  limits: HubOptions['limits'] = {},
): Promise<AsyncDisposable & { readonly port: number; readonly hub: ReturnType<typeof createHub> }> {
  const plenty = { perSecond: 1e6, burst: 1e6 };
  const hub = createHub({
    store: new StoreDouble(new Disk(), { clock: systemClock, random: new Seeded(1) }),
    kinds: [echoKind],
    limits: { queries: plenty, mistakes: plenty, handshakesPerAddress: plenty, connectionsPerAddress: 1e6, ...limits },
  });
  const server = createServer().on('upgrade', hub.upgrade);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hub,
    async [Symbol.asyncDispose]() {
      await hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
