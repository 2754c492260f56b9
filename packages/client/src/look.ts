import type { AtriumError } from '@atrium/protocol';
import type { Command } from './command.ts';
import { shownAs, type Pending } from './pending.ts';
import type { PresenceMap } from './presence.ts';

/** `stale`: it is shown, but this client is too old to show all of it. */
export type ChannelState = 'joining' | 'live' | 'refused' | 'stale';

/** What a channel looks like; a new object only when something of it changed. */
export interface Look {
  readonly view: unknown;
  readonly pending: readonly Pending[];
  readonly presence: PresenceMap;
  /** People who are here: more than `presence` lists, in a crowd. */
  readonly count: number;
  readonly state: ChannelState;
  /** Why it is not for this identity, in state `refused`. */
  readonly refusal: AtriumError | undefined;
}

export const NOT_HELD: Look = { view: undefined, pending: [], presence: new Map(), count: 0, state: 'joining', refusal: undefined };

/** The list from before, when it shows the same. */
export function pendingAfter(before: readonly Pending[], commands: readonly Command[]): readonly Pending[] {
  const same =
    before.length === commands.length &&
    commands.every(({ client, n, failed }, index) => before[index]?.client === client && before[index].n === n && before[index].failed === failed);
  return same ? before : commands.map(shownAs);
}

export function lookAfter(before: Look, after: Look): Look {
  const same =
    before.view === after.view &&
    before.pending === after.pending &&
    before.presence === after.presence &&
    before.count === after.count &&
    before.state === after.state &&
    before.refusal === after.refusal;
  return same ? before : after;
}
