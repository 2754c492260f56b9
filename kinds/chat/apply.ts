import type { EventOf } from '@atrium/protocol';
import type { ChatView, events, Message } from './messages.ts';

export type ChatEvent = EventOf<typeof events>;

/** Messages that a view holds at most: some screens of scrolling. Older ones come by the `history` query. */
export const MESSAGES_IN_VIEW = 300;

/** A conversation before its first event. */
export const emptyView: ChatView = {
  room: { name: '', topic: '', type: 'private', archived: false, table: null, createdAt: 0 },
  members: [],
  messages: [],
  last: 0,
  pins: [],
};

/** Folds an event into what is shown of a conversation. Redacted events lose their data; a `posted` among them still counts. */
export function apply(view: ChatView, event: ChatEvent): ChatView {
  if (event.name === 'posted') return withPosted(view, event);
  if (event.data === null) return view;
  switch (event.name) {
    case 'created': {
      const { name, topic, type, members } = event.data;
      return { ...view, room: { name, topic, type, archived: false, table: null, createdAt: event.at }, members };
    }
    case 'renamed':
      return { ...view, room: { ...view.room, name: event.data.name } };
    case 'described':
      return { ...view, room: { ...view.room, topic: event.data.topic } };
    case 'archived':
      return { ...view, room: { ...view.room, archived: event.data.on } };
    case 'tablePlaced':
      return { ...view, room: { ...view.room, table: event.data.kind } };
    case 'memberAdded': {
      const { id, role } = event.data;
      return view.members.some((member) => member.id === id) ? view : { ...view, members: [...view.members, { id, role }] };
    }
    case 'memberRemoved': {
      const { id } = event.data;
      return { ...view, members: view.members.filter((member) => member.id !== id) };
    }
    case 'roleChanged': {
      const { id, role } = event.data;
      return { ...view, members: view.members.map((member) => (member.id === id ? { id, role } : member)) };
    }
    case 'pinned': {
      const { ordinal, on } = event.data;
      if (view.pins.includes(ordinal) === on) return view;
      return { ...view, pins: on ? [...view.pins, ordinal] : view.pins.filter((pin) => pin !== ordinal) };
    }
    case 'deleted': {
      const { ordinal } = event.data;
      const pins = view.pins.includes(ordinal) ? view.pins.filter((pin) => pin !== ordinal) : view.pins;
      return withMessages({ ...view, pins }, applyToMessages(view.messages, event));
    }
    case 'edited':
    case 'reacted':
      return withMessages(view, applyToMessages(view.messages, event));
    default:
      return view;
  }
}

/**
 * Folds an event into any window of messages, such as a page of history. What is outside the window changes nothing; a new message
 * is added when it is the one after the window's last. Returns the same array when nothing changed.
 */
export function applyToMessages(messages: readonly Message[], event: ChatEvent): readonly Message[] {
  if (event.data === null) return messages;
  switch (event.name) {
    case 'posted':
      return messages.at(-1)?.ordinal === event.data.ordinal - 1 ? [...messages, messageOf(event, event.data.ordinal)] : messages;
    case 'edited': {
      const { text, mentions } = event.data;
      const edited = event.at;
      return replaced(messages, event.data.ordinal, (message) => ({ ...message, text, mentions, edited }));
    }
    case 'deleted':
      return replaced(messages, event.data.ordinal, stubOf);
    case 'reacted': {
      const { emoji, who, on } = event.data;
      return replaced(messages, event.data.ordinal, (message) => withReaction(message, { emoji, who, on }));
    }
    default:
      return messages;
  }
}

function withPosted(view: ChatView, event: ChatEvent & { readonly name: 'posted' }): ChatView {
  // In the log the ordinal is always this one. A prediction's may be taken by now: then its message stands after the others.
  const ordinal = view.last + 1;
  const messages = [...view.messages, messageOf(event, ordinal)];
  return { ...view, last: ordinal, messages: messages.length > MESSAGES_IN_VIEW ? messages.slice(-MESSAGES_IN_VIEW) : messages };
}

function messageOf({ at, by, data }: ChatEvent & { readonly name: 'posted' }, ordinal: number): Message {
  if (data === null) return stub(ordinal, { at, by });
  const { author, text, mentions, quote } = data;
  return { ordinal, author, at, text, mentions, ...(quote !== undefined && { quote }), reactions: [], ...(by && { by: [...by] }) };
}

const stubOf = ({ ordinal, at, by }: Message): Message => stub(ordinal, { at, by });

/** What is left of a deleted message: as little as its redacted event has, so that all who look at it see the same. */
function stub(ordinal: number, { at, by }: { readonly at: number; readonly by: readonly [number, number] | undefined }): Message {
  return { ordinal, author: '', at, text: '', mentions: [], deleted: true, reactions: [], ...(by && { by: [...by] }) };
}

function withReaction(message: Message, { emoji, who, on }: { readonly emoji: string; readonly who: string; readonly on: boolean }): Message {
  const standing = message.reactions.find((reaction) => reaction.emoji === emoji);
  if ((standing?.who.includes(who) ?? false) === on) return message;
  if (standing === undefined) return { ...message, reactions: [...message.reactions, { emoji, who: [who] }] };
  const people = on ? [...standing.who, who] : standing.who.filter((person) => person !== who);
  const reactions = message.reactions.map((reaction) => (reaction === standing ? { emoji, who: people } : reaction));
  return { ...message, reactions: reactions.filter((reaction) => reaction.who.length > 0) };
}

/** Ordinals have no gaps, so a message's place in a window follows from its ordinal. A deleted message never changes again. */
function replaced(messages: readonly Message[], ordinal: number, change: (message: Message) => Message): readonly Message[] {
  const place = ordinal - (messages[0]?.ordinal ?? 0);
  const message = messages[place];
  if (message === undefined || message.deleted) return messages;
  const changed = change(message);
  return changed === message ? messages : messages.with(place, changed);
}

function withMessages(view: ChatView, messages: readonly Message[]): ChatView {
  return messages === view.messages ? view : { ...view, messages: [...messages] };
}
