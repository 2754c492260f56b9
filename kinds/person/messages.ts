import * as v from 'valibot';

const RoomId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const Pointer = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const RoomType = v.picklist(['public', 'private', 'direct']);

/** What a person's own list says of a room: a copy of the room's facts, told by its conversation. */
export const RoomFacts = v.strictObject({
  name: v.string(),
  type: RoomType,
  /** The other people of a direct room; empty otherwise. */
  people: v.array(v.string()),
  archived: v.boolean(),
  table: v.nullable(v.picklist(['document', 'board', 'market', 'arena'])),
});
export type RoomFacts = v.InferOutput<typeof RoomFacts>;

export const Settings = v.strictObject({ theme: v.picklist(['system', 'light', 'dark']), language: v.picklist(['system', 'en', 'ru']) });
export type Settings = v.InferOutput<typeof Settings>;

export const events = {
  roomAdded: v.strictObject({ room: RoomId, facts: RoomFacts, pointer: Pointer }),
  roomChanged: v.strictObject({ room: RoomId, facts: RoomFacts }),
  roomRemoved: v.strictObject({ room: RoomId }),
  /** The read pointer moved on: everything up to that ordinal was seen. */
  advanced: v.strictObject({ room: RoomId, to: Pointer }),
  /** It was set, backwards too. `mentions`: the known ones above it, which are unread again. */
  markedUnread: v.strictObject({ room: RoomId, to: Pointer, mentions: v.array(Pointer) }),
  mentioned: v.strictObject({ room: RoomId, ordinal: Pointer }),
  mentionWithdrawn: v.strictObject({ room: RoomId, ordinal: Pointer }),
  settingsChanged: Settings,
};

export const FeedRoom = v.strictObject({
  ...RoomFacts.entries,
  /** Ordinal up to which it was read. */ pointer: Pointer,
  /** Unread mentions, ascending; at most 100. */ mentions: v.array(Pointer),
});
export type FeedRoom = v.InferOutput<typeof FeedRoom>;
export const PersonView = v.strictObject({ rooms: v.record(RoomId, FeedRoom), settings: Settings });
export type PersonView = v.InferOutput<typeof PersonView>;
