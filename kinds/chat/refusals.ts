import { type DecideContext, isInternal, type Refusal, refuse } from '@atrium/server';
import type { ChatState } from './state.ts';

/** Also said where something is there but not for the one who asks: both must look the same. */
export const notFound = (): Refusal => refuse('not-found', 'There is no such room, or it is not for you.');
export const noSuchMessage = (): Refusal => refuse('no-such-message', 'There is no such message in this room.');
export const notAllowed = (): Refusal => refuse('not-allowed', 'Your role in this room does not include that.');

const archived = (): Refusal => refuse('room-archived', 'The room is archived. Take it out of the archive to write in it.');
const notMember = (): Refusal => refuse('not-a-member', 'Join the room first.');
const direct = (): Refusal => refuse('direct-room', 'A direct room always has the same people and no name of its own.');

/** Why this identity cannot act in the room as one of its members; the app and other channels can. */
export function barredFromRoom(state: ChatState, { identity }: DecideContext): Refusal | undefined {
  if (!state.created) return notFound();
  return isInternal(identity) || state.members.has(identity.id) ? undefined : notMember();
}

export function barredFromWriting(state: ChatState, context: DecideContext): Refusal | undefined {
  return barredFromRoom(state, context) ?? (state.archived ? archived() : undefined);
}

/** Why this identity cannot change the room itself: its owner can, and whoever's workspace role has the right. */
export function barredFromShaping(state: ChatState, context: DecideContext, right: string): Refusal | undefined {
  const barred = barredFromRoom(state, context);
  if (barred) return barred;
  if (state.type === 'direct') return direct();
  return isInternal(context.identity) || isRoomOwner(state, context) || context.rights(context.identity.role, right) ? undefined : notAllowed();
}

/** A direct room's people cannot be changed by going either: its id says who they are. */
export const barredFromGoing = (state: ChatState, context: DecideContext): Refusal | undefined =>
  barredFromRoom(state, context) ?? (state.type === 'direct' ? direct() : undefined);

export const isRoomOwner = (state: ChatState, { identity }: DecideContext): boolean => state.type !== 'direct' && state.members.get(identity.id) === 'owner';

/** May the identity's workspace role do that? The app and other channels act for a rule, not under a role. */
export const hasRight = ({ identity, rights }: DecideContext, right: string): boolean => isInternal(identity) || rights(identity.role, right);
