import { type DecideContext, type KindDefinition, refuse } from '@atrium/server';
import type { chat, RoomMember } from './contract.ts';
import { directId, isDirectId, OTHERS_IN_DIRECT_ROOM } from './direct.ts';
import { barredFromShaping, barredFromWriting, hasRight, notFound } from './refusals.ts';
import type { ChatState, ChatViewer, RoomType } from './state.ts';

export type Decide = KindDefinition<typeof chat, ChatState, ChatViewer>['decide'];

interface Wanted {
  readonly name: string;
  readonly topic: string;
  readonly type: RoomType;
  readonly members: readonly string[];
}

/** A room's facts: it comes about, and changes its name, topic and state. */
export const roomDecisions: Pick<Decide, 'create' | 'rename' | 'describe' | 'archive' | 'placeTable'> = {
  create: (state, wanted, context) => {
    const { identity } = context;
    if (state.created) return state.members.has(identity.id) && isSameRoom(state, wanted) ? { events: [], reply: {} } : notFound();
    const members = foundersOf(wanted, context);
    if (members === undefined) return notFound();
    const { name, topic, type } = wanted;
    return { events: [{ name: 'created', data: { name, topic, type, members, by: identity.id } }], reply: {} };
  },
  rename: (state, { name }, context) => {
    const barred = barredFromShaping(state, context, 'room.rename');
    if (barred) return barred;
    return { events: state.name === name ? [] : [{ name: 'renamed', data: { name, by: context.identity.id } }], reply: {} };
  },
  describe: (state, { topic }, context) => {
    const barred = barredFromShaping(state, context, 'room.rename');
    if (barred) return barred;
    return { events: state.topic === topic ? [] : [{ name: 'described', data: { topic, by: context.identity.id } }], reply: {} };
  },
  archive: (state, { on }, context) => {
    const barred = barredFromShaping(state, context, 'room.archive');
    if (barred) return barred;
    return { events: state.archived === on ? [] : [{ name: 'archived', data: { on, by: context.identity.id } }], reply: {} };
  },
  placeTable: (state, { kind }, context) => {
    const barred = barredFromShaping(state, context, 'room.table') ?? barredFromWriting(state, context);
    if (barred) return barred;
    const { table: was } = state;
    if (was === kind) return { events: [], reply: {} };
    if (was !== null && kind !== null) return refuse('table-taken', 'Something else is on this room’s table. Take it off first; it is kept.');
    return { events: [{ name: 'tablePlaced', data: { kind, was, by: context.identity.id } }], reply: {} };
  },
};

/** The same command once more, after its answer was lost, or two people who open their direct room at once. */
const isSameRoom = (state: ChatState, { name, topic, type }: Wanted): boolean =>
  state.type === type && (type === 'direct' || (state.name === name && state.topic === topic));

/** The first members, or undefined when this room cannot come about so, or not by this identity. */
function foundersOf({ name, topic, type, members }: Wanted, context: DecideContext): RoomMember[] | undefined {
  const { identity, id } = context;
  const bySystem = identity.id === 'system';
  if (identity.id.startsWith('channel:') || !isUsableId(id) || members.includes('system')) return undefined;
  const people = [...new Set(bySystem ? members : [identity.id, ...members])];
  if (type === 'direct') {
    const fits = name === '' && topic === '' && people.length > 0 && people.length <= OTHERS_IN_DIRECT_ROOM + 1 && id === directId(people);
    return fits ? people.map((person) => ({ id: person, role: 'member' })) : undefined;
  }
  if (name === '' || isDirectId(id) || !hasRight(context, type === 'public' ? 'room.create' : 'room.create.private')) return undefined;
  return people.map((person, place) => ({ id: person, role: place === 0 ? 'owner' : 'member' }));
}

/** Views are keyed by room: names that every object has, such as `constructor`, are no ids. */
const isUsableId = (id: string): boolean => !(id in Object.prototype) && id !== 'prototype';
