import type { Identity } from '@atrium/server';
import { roleIn, type TableRole } from '@atrium/table';
import { FEEDER } from './feeder.ts';
import type { BoardState } from './state.ts';

export interface BoardViewer {
  readonly role: TableRole;
}

/** A key feeds, and is shown nothing. */
export function viewer({ room }: BoardState, identity: Identity): BoardViewer | undefined {
  if (identity.role === FEEDER) return undefined;
  const role = roleIn(room, identity);
  return role && { role };
}
