import { defineChannel } from '@atrium/protocol';
import * as v from 'valibot';
import { apply } from './apply.ts';
import { ChatView, Emoji, events, Message, MessageText, Ordinal, PersonId, RoomName, PlaceableTable, RoomType, Topic } from './messages.ts';
import { predict } from './predict.ts';

const Nothing = v.strictObject({});

/** A room's conversation and its facts. `chat/<room id>`. */
export const chat = defineChannel('chat', {
  commands: {
    /** Brings the room about, its author among the members. A direct room of the same people is the same room. */
    create: {
      input: v.strictObject({
        name: v.union([RoomName, v.literal('')]),
        topic: v.optional(Topic, ''),
        type: RoomType,
        members: v.pipe(v.array(PersonId), v.maxLength(200)),
      }),
      reply: Nothing,
    },
    rename: { input: v.strictObject({ name: RoomName }), reply: Nothing },
    describe: { input: v.strictObject({ topic: Topic }), reply: Nothing },
    archive: { input: v.strictObject({ on: v.boolean() }), reply: Nothing },
    add: { input: v.strictObject({ people: v.pipe(v.array(PersonId), v.minLength(1), v.maxLength(200)) }), reply: Nothing },
    remove: { input: v.strictObject({ person: PersonId }), reply: Nothing },
    join: { input: Nothing, reply: Nothing },
    /** Puts a table into the room, or, with null, takes it off: what is on it is kept, and is there again when it is put back. */
    placeTable: { input: v.strictObject({ kind: v.nullable(PlaceableTable) }), reply: Nothing },
    leave: { input: Nothing, reply: Nothing },
    post: { input: v.strictObject({ text: MessageText, quote: v.optional(Ordinal) }), reply: v.strictObject({ ordinal: Ordinal }) },
    edit: { input: v.strictObject({ ordinal: Ordinal, text: MessageText }), reply: Nothing },
    delete: { input: v.strictObject({ ordinal: Ordinal }), reply: Nothing },
    react: { input: v.strictObject({ ordinal: Ordinal, emoji: Emoji, on: v.boolean() }), reply: Nothing },
    pin: { input: v.strictObject({ ordinal: Ordinal, on: v.boolean() }), reply: Nothing },
  },
  queries: {
    /** A page of messages by ordinal, deleted ones among them as stubs: before, after, or around one. At most 100. */
    history: {
      input: v.strictObject({
        at: v.variant('from', [
          v.strictObject({ from: v.literal('before'), ordinal: Ordinal }),
          v.strictObject({ from: v.literal('after'), ordinal: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
          v.strictObject({ from: v.literal('around'), ordinal: Ordinal }),
        ]),
        limit: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100)),
      }),
      reply: v.strictObject({ messages: v.array(Message), last: v.number() }),
    },
    /** Single messages, such as those that others quote; missing ordinals are left out. */
    messages: { input: v.strictObject({ ordinals: v.pipe(v.array(Ordinal), v.maxLength(100)) }), reply: v.strictObject({ messages: v.array(Message) }) },
  },
  events,
  signals: { typing: { data: Nothing, ttlMs: 5_000 } },
  presence: v.strictObject({}),
  view: ChatView,
  version: 2,
  apply,
  predict,
});
export { directId, isDirectId, OTHERS_IN_DIRECT_ROOM } from './direct.ts';
export * from './messages.ts';
