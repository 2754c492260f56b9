import type { Identity } from '@atrium/server';
import { roleIn, type TableRole } from '@atrium/table';
import type { MarketState } from './state.ts';

export interface MarketViewer {
  /** Whose own orders, fills and account are shown. */
  readonly who: string;
  readonly role: TableRole;
}

export function viewer(state: MarketState, identity: Identity): MarketViewer | undefined {
  const role = roleIn(state.room, identity);
  return role && { who: identity.id, role };
}
