import { type AnyKind, type Clock, createHub, type Hub, type HubLimits, type Store, systemClock } from '@atrium/server';
import type { Logger } from 'pino';
import { Addresses, networkAddresses } from './addresses.ts';
import { authenticateBy } from './authenticate.ts';
import { followDirectory } from './follow-directory.ts';
import { buildHouse, type House } from './house.ts';
import { peerOf } from './peer.ts';
import { productKinds } from './product-kinds.ts';
import { rights } from './rights.ts';
import type { Settings } from './settings.ts';

export interface Composition {
  readonly settings: Settings;
  readonly store: Store;
  readonly log: Logger;
  readonly webFolder: string;
  readonly kinds?: readonly AnyKind[];
  readonly clock?: Clock;
  readonly limits?: Partial<HubLimits>;
}

/** The parts of a server, put together and not listening yet. */
export function compose({ settings, store, log, webFolder, kinds = productKinds, clock = systemClock, limits }: Composition): {
  readonly house: House;
  readonly hub: Hub;
} {
  const hub = createHub({
    store,
    kinds,
    rights,
    clock,
    ...(limits && { limits }),
    origins: settings.publicUrl === undefined ? [] : [settings.publicUrl],
    addressOf: (request) => peerOf(request, settings.trustedProxies).address,
    // By the time somebody knocks, the house stands.
    authenticate: (request) => authenticateBy(house.access)(request),
    log: (level, what, detail) => log[level](detail instanceof Error ? { err: detail } : { detail }, what),
  });
  const addresses = new Addresses({ publicUrl: settings.publicUrl, tls: settings.tls !== undefined, host: settings.host, lan: networkAddresses() });
  const house: House = buildHouse({ settings, store, hub, addresses, log, clock: () => clock.now(), webFolder });
  followDirectory(hub, house);
  return { house, hub };
}
