import { defineChannel } from '@atrium/protocol';
import * as v from 'valibot';
import { apply } from './apply.ts';
import { events, PersonView, RoomFacts, Settings } from './messages.ts';
import { predict } from './predict.ts';

const Nothing = v.strictObject({});
const RoomId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const Pointer = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A person's own feed: their rooms, how far they have read, mentions, settings. `person/<person id>`, for them alone. */
export const person = defineChannel('person', {
  commands: {
    /** By conversations alone, as effects. */
    addRoom: { input: v.strictObject({ facts: RoomFacts, last: Pointer }), reply: Nothing },
    changeRoom: { input: v.strictObject({ facts: RoomFacts }), reply: Nothing },
    removeRoom: { input: Nothing, reply: Nothing },
    /** The person posted there, or was mentioned, or the mention was taken back. */
    posted: { input: v.strictObject({ ordinal: Pointer }), reply: Nothing },
    mention: { input: v.strictObject({ ordinal: Pointer }), reply: Nothing },
    withdrawMention: { input: v.strictObject({ ordinal: Pointer }), reply: Nothing },
    /**
     * The person has seen the room up to `to`. It never goes back, and changes nothing, saying so, when another client marked the room
     * unread after `basedOn`, the feed's offset that this client stood at.
     */
    advance: {
      input: v.strictObject({ room: RoomId, to: Pointer, basedOn: Pointer }),
      reply: v.strictObject({ pointer: Pointer, changed: v.boolean(), because: v.optional(v.picklist(['already-there', 'marked-unread'])) }),
    },
    /** Mark unread: sets the pointer to just before a message. */
    mark: { input: v.strictObject({ room: RoomId, to: Pointer }), reply: v.strictObject({ pointer: Pointer }) },
    changeSettings: { input: Settings, reply: Nothing },
  },
  queries: {},
  events,
  signals: {},
  presence: v.strictObject({}),
  view: PersonView,
  apply,
  predict,
});
export * from './messages.ts';
export * from './unread.ts';
