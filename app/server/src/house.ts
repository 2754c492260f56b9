import type { Store } from '@atrium/server';
import type { Logger } from 'pino';
import { Access } from './access.ts';
import { Accounts } from './accounts.ts';
import type { Addresses } from './addresses.ts';
import { BoardKeys } from './board-keys.ts';
import type { Clock } from './clock.ts';
import { Facts } from './facts.ts';
import { FirstRun } from './first-run.ts';
import { Visitors } from './http/visitor.ts';
import type { HubPort } from './hub-port.ts';
import { Invites } from './invites.ts';
import { Passwords } from './passwords.ts';
import { People } from './people.ts';
import { Resets } from './resets.ts';
import { Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';
import { Throttle } from './throttle.ts';

/** What the house is built from. */
export interface Foundations {
  readonly settings: Pick<Settings, 'publicUrl' | 'trustedProxies'>;
  readonly store: Pick<Store, 'write' | 'transact'>;
  readonly hub: HubPort;
  readonly addresses: Addresses;
  readonly log: Logger;
  readonly clock: Clock;
  /** Folder of the built web client. */
  readonly webFolder: string;
}

/** Everything the routes work with; each takes what it needs of it. */
export type House = ReturnType<typeof buildHouse>;

export function buildHouse(foundations: Foundations) {
  const { store, hub, clock, settings } = foundations;
  const accounts = new Accounts(store);
  const sessions = new Sessions(store, clock);
  const facts = new Facts(store);
  const people = new People(hub);
  return {
    ...foundations,
    accounts,
    sessions,
    facts,
    people,
    invites: new Invites(store, clock),
    resets: new Resets(store, clock),
    boardKeys: new BoardKeys(store, clock),
    passwords: new Passwords(),
    throttle: new Throttle(clock),
    access: new Access(sessions, people),
    visitors: new Visitors(settings.trustedProxies),
    firstRun: new FirstRun({ rows: store, facts, accounts, sessions, people, hub, clock }),
    /** Ready, and not on its way out. */
    open: { now: false },
  };
}
