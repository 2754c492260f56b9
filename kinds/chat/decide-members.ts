import { type DecideContext, type Draft, isInternal, refuse } from '@atrium/server';
import type { chat, RoomMember } from './contract.ts';
import type { Decide } from './decide-room.ts';
import { barredFromGoing, barredFromShaping, hasRight, notAllowed, notFound } from './refusals.ts';
import { type ChatState, membersOf } from './state.ts';
import { heirAfter, newcomersAmong } from './succession.ts';

/** Members of one room: each of them costs the owner's memory, and an effect whenever the room is renamed. */
export const MEMBERS_PER_ROOM = 10_000;

const full = () => refuse('too-many-members', `A room has at most ${MEMBERS_PER_ROOM} members.`);

/** Who belongs to the room. */
export const memberDecisions: Pick<Decide, 'add' | 'remove' | 'join' | 'leave'> = {
  add: (state, { people }, context) => {
    const barred = barredFromShaping(state, context, 'room.add');
    if (barred) return barred;
    if (people.includes('system')) return refuse('not-a-person', 'One of them is not a person.');
    const coming = newcomersAmong(people, membersOf(state));
    if (state.members.size + coming.length > MEMBERS_PER_ROOM) return full();
    return { events: coming.map((member) => added(member, state, context)), reply: {} };
  },
  remove: (state, { person }, context) => {
    const barred = barredFromShaping(state, context, 'room.remove');
    if (barred) return barred;
    if (person === context.identity.id) return refuse('not-oneself', 'Leave the room instead.');
    return { events: state.members.has(person) ? gone(person, state, context) : [], reply: {} };
  },
  join: (state, _input, context) => {
    const { identity } = context;
    if (!state.created) return notFound();
    if (state.members.has(identity.id)) return { events: [], reply: {} };
    if (state.type !== 'public' || isInternal(identity)) return notFound();
    if (!hasRight(context, 'room.join')) return notAllowed();
    if (state.members.size >= MEMBERS_PER_ROOM) return full();
    return { events: newcomersAmong([identity.id], membersOf(state)).map((member) => added(member, state, context)), reply: {} };
  },
  leave: (state, _input, context) => {
    const barred = barredFromGoing(state, context);
    if (barred) return barred;
    const { id } = context.identity;
    return { events: state.members.has(id) ? gone(id, state, context) : [], reply: {} };
  },
};

const added = ({ id, role }: RoomMember, { last }: ChatState, { identity }: DecideContext): Draft<typeof chat> => ({
  name: 'memberAdded',
  data: { id, role, by: identity.id, last },
});

function gone(id: string, state: ChatState, { identity }: DecideContext): Draft<typeof chat>[] {
  const heir = heirAfter(membersOf(state), id);
  const removed: Draft<typeof chat> = { name: 'memberRemoved', data: { id, by: identity.id } };
  return heir === undefined ? [removed] : [removed, { name: 'roleChanged', data: { id: heir, role: 'owner', by: identity.id } }];
}
