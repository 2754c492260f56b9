import { type DecideContext, type KindDefinition, refuse } from '@atrium/server';
import { type chat, REACTIONS_PER_MESSAGE } from './contract.ts';
import type { Decide } from './decide-room.ts';
import { factsIn, type MessageFacts, reactionFactsIn, selectFacts, selectReactionFacts } from './facts.ts';
import { mentionsIn } from './mentions.ts';
import { barredFromRoom, barredFromWriting, hasRight, isRoomOwner, noSuchMessage, notAllowed } from './refusals.ts';
import type { ChatState, ChatViewer } from './state.ts';

/** Pinned messages in a room: a list that is still read. */
export const PINS_PER_ROOM = 50;
/** Edits of one message: each is an event that its deletion has to redact. */
export const EDITS_PER_MESSAGE = 200;

/** What is said in the room, and what becomes of it. */
export const messageDecisions: Pick<Decide, 'post' | 'edit' | 'delete' | 'react' | 'pin'> = {
  post: (state, { text, quote }, context) => {
    const barred = barredFromWriting(state, context);
    if (barred) return barred;
    if (!hasRight(context, 'message.post')) return notAllowed();
    if (quote !== undefined && standing(state, quote, context) === undefined) return noSuchMessage();
    const author = context.identity.id;
    const ordinal = state.last + 1;
    return {
      events: [{ name: 'posted', data: { ordinal, author, text, mentions: mentioned(state, text, author), ...(quote !== undefined && { quote }) } }],
      reply: { ordinal },
    };
  },
  edit: (state, { ordinal, text }, context) => {
    const barred = barredFromWriting(state, context);
    if (barred) return barred;
    const message = standing(state, ordinal, context);
    if (message === undefined) return noSuchMessage();
    if (message.author !== context.identity.id || !hasRight(context, 'message.edit.own')) return notAllowed();
    if (message.offsets.length > EDITS_PER_MESSAGE) return refuse('too-many-edits', 'This message was edited too often. Write a new one.');
    const mentions = mentioned(state, text, message.author);
    const unmentioned = message.mentions.filter((id) => !mentions.includes(id));
    return { events: [{ name: 'edited', data: { ordinal, text, mentions, unmentioned } }], reply: {} };
  },
  delete: (state, { ordinal }, context) => {
    const barred = barredFromRoom(state, context);
    if (barred) return barred;
    const message = factsIn(context.rows[0]);
    if (message === undefined) return noSuchMessage();
    if (message.deleted) return { events: [], reply: {} };
    const own = message.author === context.identity.id && hasRight(context, 'message.delete.own');
    if (!own && !isRoomOwner(state, context) && !hasRight(context, 'message.delete.any')) return notAllowed();
    return { events: [{ name: 'deleted', data: { ordinal, by: context.identity.id, mentions: [...message.mentions] } }], reply: {}, redacts: message.offsets };
  },
  react: (state, { ordinal, emoji, on }, context) => {
    const barred = barredFromWriting(state, context);
    if (barred) return barred;
    if (standing(state, ordinal, context) === undefined) return noSuchMessage();
    const under = reactionFactsIn(context.rows[1]);
    if (under.mine === on) return { events: [], reply: {} };
    if (on && !under.known && under.emoji >= REACTIONS_PER_MESSAGE)
      return refuse('too-many-reactions', `A message takes at most ${REACTIONS_PER_MESSAGE} different emoji.`);
    return { events: [{ name: 'reacted', data: { ordinal, emoji, who: context.identity.id, on } }], reply: {} };
  },
  pin: (state, { ordinal, on }, context) => {
    const barred = barredFromWriting(state, context);
    if (barred) return barred;
    if (!hasRight(context, 'message.pin')) return notAllowed();
    if (standing(state, ordinal, context) === undefined) return noSuchMessage();
    if (state.pins.includes(ordinal) === on) return { events: [], reply: {} };
    if (on && state.pins.length >= PINS_PER_ROOM) return refuse('too-many-pins', `A room has at most ${PINS_PER_ROOM} pinned messages. Unpin one first.`);
    return { events: [{ name: 'pinned', data: { ordinal, on, by: context.identity.id } }], reply: {} };
  },
};

/** A post waits for nothing unless it quotes. */
export const load: NonNullable<KindDefinition<typeof chat, ChatState, ChatViewer>['load']> = {
  post: ({ quote }, { id }) => (quote === undefined ? [] : [selectFacts(id, quote)]),
  edit: ({ ordinal }, { id }) => [selectFacts(id, ordinal)],
  delete: ({ ordinal }, { id }) => [selectFacts(id, ordinal)],
  react: ({ ordinal, emoji }, { id, identity }) => [selectFacts(id, ordinal), selectReactionFacts(id, { ordinal, emoji, who: identity.id })],
  pin: ({ ordinal }, { id }) => [selectFacts(id, ordinal)],
};

/** The message, if it is there and not deleted. */
function standing(state: ChatState, ordinal: number, { rows }: DecideContext): MessageFacts | undefined {
  const message = ordinal <= state.last ? factsIn(rows[0]) : undefined;
  return message?.deleted ? undefined : message;
}

const mentioned = (state: ChatState, text: string, author: string): string[] => mentionsIn(text, { author, isMember: (id) => state.members.has(id) });
