import { type DecideContext, defineKind, refuse, type Refusal } from '@atrium/server';
import { isDeepStrictEqual } from 'node:util';
import { person } from './contract.ts';
import { evolve, initial, type KnownRoom, mentionsAbove, type PersonState, show } from './state.ts';

const notAllowed = (): Refusal => refuse('not-allowed', 'A feed is changed by its person and by the rooms in it.');
const noSuchRoom = (): Refusal => refuse('no-such-room', 'That room is not in this feed.');

/** The room that speaks, from the identity that an effect of its conversation is decided under; nobody can name another's. */
const roomSpeaking = ({ identity }: DecideContext): string | undefined => /^channel:chat\/([A-Za-z0-9_-]{1,64})$/.exec(identity.id)?.[1];

const nothing = { events: [], reply: {} } as const;

/** Runs a decision about a room that its conversation tells of. A room that is not in the feed any more is nothing to be told about. */
function told<D>(state: PersonState, context: DecideContext, decision: (room: string, known: KnownRoom) => D): D | Refusal | typeof nothing {
  const room = roomSpeaking(context);
  if (room === undefined) return notAllowed();
  const known = state.rooms.get(room);
  return known ? decision(room, known) : nothing;
}

/** A person's own feed. It has no rows: everything it shows is decision state, bounded by the rooms that they are in. */
export const personKind = defineKind(person, {
  initial,
  evolve,
  viewer: (state, identity) => (identity.id === state.id ? {} : undefined),
  show,
  queries: {},
  decide: {
    addRoom: (state, { facts, last }, context) => {
      const room = roomSpeaking(context);
      if (room === undefined) return notAllowed();
      if (!state.rooms.has(room)) return { events: [{ name: 'roomAdded', data: { room, facts, pointer: last } }], reply: {} };
      return { events: isDeepStrictEqual(state.rooms.get(room)?.facts, facts) ? [] : [{ name: 'roomChanged', data: { room, facts } }], reply: {} };
    },
    changeRoom: (state, { facts }, context) =>
      told(state, context, (room, known) => ({
        events: isDeepStrictEqual(known.facts, facts) ? [] : [{ name: 'roomChanged', data: { room, facts } }],
        reply: {},
      })),
    removeRoom: (state, _input, context) => told(state, context, (room) => ({ events: [{ name: 'roomRemoved', data: { room } }], reply: {} })),
    posted: (state, { ordinal }, context) =>
      told(state, context, (room, { pointer }) => ({ events: ordinal > pointer ? [{ name: 'advanced', data: { room, to: ordinal } }] : [], reply: {} })),
    mention: (state, { ordinal }, context) =>
      told(state, context, (room, { pointer, mentions }) => ({
        events: ordinal > pointer && !mentions.includes(ordinal) ? [{ name: 'mentioned', data: { room, ordinal } }] : [],
        reply: {},
      })),
    withdrawMention: (state, { ordinal }, context) =>
      told(state, context, (room, { mentions }) => ({
        events: mentions.includes(ordinal) ? [{ name: 'mentionWithdrawn', data: { room, ordinal } }] : [],
        reply: {},
      })),
    advance: (state, { room, to, basedOn }, context) => {
      if (context.identity.id !== state.id) return notAllowed();
      const known = state.rooms.get(room);
      if (!known) return noSuchRoom();
      const { pointer, mark } = known;
      const anothersMark = mark !== undefined && mark.offset > basedOn && mark.tag !== context.by?.[0];
      if (anothersMark) return { events: [], reply: { pointer, changed: false, because: 'marked-unread' as const } };
      if (to <= pointer) return { events: [], reply: { pointer, changed: false, because: 'already-there' as const } };
      return { events: [{ name: 'advanced', data: { room, to } }], reply: { pointer: to, changed: true } };
    },
    mark: (state, { room, to }, context) => {
      if (context.identity.id !== state.id) return notAllowed();
      const known = state.rooms.get(room);
      if (!known) return noSuchRoom();
      return { events: [{ name: 'markedUnread', data: { room, to, mentions: mentionsAbove(known, to) } }], reply: { pointer: to } };
    },
    changeSettings: (state, settings, context) => {
      if (context.identity.id !== state.id) return notAllowed();
      return { events: isDeepStrictEqual(state.settings, settings) ? [] : [{ name: 'settingsChanged', data: settings }], reply: {} };
    },
  },
});
