import * as v from 'valibot';

const RoomRole = v.picklist(['owner', 'member']);
const PersonId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** What a table hears of the room it stands in, from the room's conversation alone: what changed, in the conversation's order. */
export const RoomNews = v.strictObject({
  /** The table was put there, and `members` are the first of all there are; or it was taken off, and is there for nobody until it is put back. */
  placed: v.optional(v.boolean()),
  name: v.optional(v.string()),
  type: v.optional(v.picklist(['public', 'private', 'direct'])),
  archived: v.optional(v.boolean()),
  /** Members who came, or whose role is another. */
  members: v.optional(v.array(v.strictObject({ id: PersonId, role: RoomRole }))),
  gone: v.optional(v.array(PersonId)),
});
export type RoomNews = v.InferOutput<typeof RoomNews>;

/** For a table's contract: `commands: { follow: followRoom, … }, events: { followed: RoomNews, … }`. */
export const followRoom = { input: RoomNews, reply: v.strictObject({}) };
