import * as v from 'valibot';

/** Characters in a message: a long letter. The composer warns before it. */
export const MESSAGE_CHARACTERS = 8000;
/** Characters in a room's name and topic: they stand in one line. */
export const NAME_CHARACTERS = 60;
export const TOPIC_CHARACTERS = 250;
/** Different emoji under one message: a row or two. */
export const REACTIONS_PER_MESSAGE = 50;

export const PersonId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
/** A message's number in its conversation: 1, 2, 3 …, kept when it is deleted. It is the message's id and its address. */
export const Ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const RoomType = v.picklist(['public', 'private', 'direct']);
export const RoomRole = v.picklist(['owner', 'member']);
/** What can be put on a table. */
export const PlaceableTable = v.picklist(['document', 'board', 'market', 'arena']);
export const TableKind = v.picklist(['document', 'board', 'market', 'arena']);

// No lone surrogates and no NUL: both break other programs' text, and neither is something a person types.
const clean = v.check((text: string) => text.isWellFormed() && !text.includes('\0'), 'the text holds broken characters');
/** What a person wrote, Markdown; a mention is `<@person-id>`. */
export const MessageText = v.pipe(
  v.string(),
  v.maxLength(MESSAGE_CHARACTERS),
  clean,
  v.check((text) => text.trim() !== '', 'the message is empty'),
);
export const RoomName = v.pipe(
  v.string(),
  v.maxLength(NAME_CHARACTERS),
  clean,
  v.check((name) => name === name.trim() && name !== '', 'a name has no spaces around it'),
);
export const Topic = v.pipe(v.string(), v.maxLength(TOPIC_CHARACTERS), clean);
/** One emoji: what stands as one character for a person. */
export const Emoji = v.pipe(
  v.string(),
  v.maxLength(32),
  v.check((text) => /\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*0-9]\u{FE0F}?\u{20E3}/u.test(text) && !/[\s<>&"']/u.test(text), 'not an emoji'),
);

export const RoomMember = v.strictObject({ id: PersonId, role: RoomRole });
export type RoomMember = v.InferOutput<typeof RoomMember>;

/** The events of a conversation, by name. Room facts are among them: the conversation is their only writer. */
export const events = {
  created: v.strictObject({ name: v.string(), topic: v.string(), type: RoomType, members: v.array(RoomMember), by: v.string() }),
  renamed: v.strictObject({ name: RoomName, by: v.string() }),
  described: v.strictObject({ topic: Topic, by: v.string() }),
  archived: v.strictObject({ on: v.boolean(), by: v.string() }),
  memberAdded: v.strictObject({ id: PersonId, role: RoomRole, by: v.string(), last: v.number() }),
  memberRemoved: v.strictObject({ id: PersonId, by: v.string() }),
  /** A member's role in the room: an owner who goes is followed by whoever has been there longest. */
  roleChanged: v.strictObject({ id: PersonId, role: RoomRole, by: v.string() }),
  /** `was`: what stood there before. */
  tablePlaced: v.strictObject({ kind: v.nullable(TableKind), was: v.optional(v.nullable(TableKind)), by: v.string() }),
  posted: v.strictObject({ ordinal: Ordinal, author: v.string(), text: MessageText, mentions: v.array(PersonId), quote: v.optional(Ordinal) }),
  /** `unmentioned`: those whom the text before mentioned and this one does not. */
  edited: v.strictObject({ ordinal: Ordinal, text: MessageText, mentions: v.array(PersonId), unmentioned: v.array(PersonId) }),
  /** `mentions`: those whose mention goes with it. They are ids, and nothing of the text. */
  deleted: v.strictObject({ ordinal: Ordinal, by: v.string(), mentions: v.array(PersonId) }),
  reacted: v.strictObject({ ordinal: Ordinal, emoji: Emoji, who: v.string(), on: v.boolean() }),
  pinned: v.strictObject({ ordinal: Ordinal, on: v.boolean(), by: v.string() }),
};

/** A message as it is shown. */
export const Message = v.strictObject({
  ordinal: Ordinal,
  author: v.string(),
  at: v.number(),
  /** Empty when it was deleted. */
  text: v.string(),
  mentions: v.array(PersonId),
  /** When it was last edited, ms since the epoch. */
  edited: v.optional(v.number()),
  deleted: v.optional(v.literal(true)),
  /** The message it answers: a reference, never a copy of its text. */
  quote: v.optional(Ordinal),
  /** In the order in which the emoji came; people in the order in which they reacted. */
  reactions: v.array(v.strictObject({ emoji: v.string(), who: v.array(v.string()) })),
  /** The command it came from, by which a client keeps its row when an optimistic message settles. */
  by: v.optional(v.tuple([v.number(), v.number()])),
});
export type Message = v.InferOutput<typeof Message>;

export const ChatView = v.strictObject({
  room: v.strictObject({ name: v.string(), topic: v.string(), type: RoomType, archived: v.boolean(), table: v.nullable(TableKind), createdAt: v.number() }),
  members: v.array(RoomMember),
  /** The newest messages, by ordinal; older ones come by `history`. */
  messages: v.array(Message),
  /** The last ordinal given out; 0 in a conversation without messages. */
  last: v.number(),
  pins: v.array(Ordinal),
});
export type ChatView = v.InferOutput<typeof ChatView>;
