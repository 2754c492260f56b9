import { Bytes, defineChannel, type Infer, withBytes } from '@atrium/protocol';
import { followRoom, RoomNews } from '@atrium/table/contract';
import * as v from 'valibot';
import { apply } from './apply.ts';

const Nothing = v.strictObject({});
/** Bytes of one update: forty pages that are pasted at once; as base64 it fits into a frame. */
export const UPDATE_BYTES = 150 * 1024;
/** Bytes of a document, as Yjs writes it: a few hundred pages. Every editor holds all of it. */
export const DOCUMENT_BYTES = 2 * 1024 * 1024;
export const NAME_CHARACTERS = 100;
/** Versions with a name: a list that one can still look through. */
export const NAMED_VERSIONS = 100;

const VersionId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Name = v.pipe(
  v.string(),
  v.maxLength(NAME_CHARACTERS),
  v.check((text) => text.isWellFormed() && !text.includes('\0'), 'the text holds broken characters'),
  v.check((text) => text.trim() !== '', 'it is empty'),
);
const Raw = v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no bytes');
const Update = v.pipe(
  Raw,
  v.check((bytes) => bytes.length >= 2 && bytes.length <= UPDATE_BYTES, `it has no bytes, or more than ${UPDATE_BYTES}`),
);

export const Version = v.strictObject({
  id: VersionId,
  /** Null: it was kept by itself. */
  name: v.nullable(v.string()),
  by: v.string(),
  at: v.number(),
});
export type Version = v.InferOutput<typeof Version>;

/** What a viewer has of the document: an update that makes all of it, and those that came since, which on the wire are none. */
export const DocumentView = withBytes(
  v.strictObject({
    whole: Raw,
    tail: v.pipe(v.array(Raw), v.readonly()),
    /** Newest last. */
    versions: v.pipe(v.array(Version), v.readonly()),
    edited: v.nullable(v.strictObject({ by: v.string(), at: v.number() })),
  }),
  ['whole'],
);
export type DocumentView = Infer<typeof DocumentView>;

export const events = {
  followed: RoomNews,
  /** A Yjs update (version 1 of its encoding). */
  updated: withBytes(v.strictObject({ update: Update, by: v.string() }), ['update']),
  versioned: v.strictObject({ id: VersionId, name: v.nullable(v.string()), by: v.string() }),
  /** For the rows alone: nobody is told. */
  kept: withBytes(v.strictObject({ id: VersionId, content: Raw }), ['content']),
  named: v.strictObject({ id: VersionId, name: v.string(), by: v.string() }),
  restored: v.strictObject({ id: VersionId, by: v.string() }),
};

/** A place in the text that stays where it is while others type (Yjs' relative position). */
const Clock = v.strictObject({ client: v.pipe(v.number(), v.safeInteger()), clock: v.pipe(v.number(), v.safeInteger()) });
const Place = v.strictObject({
  type: v.optional(Clock),
  tname: v.optional(v.pipe(v.string(), v.maxLength(64))),
  item: v.optional(Clock),
  assoc: v.optional(v.pipe(v.number(), v.integer())),
});
export type Place = v.InferOutput<typeof Place>;

/** Rich text that is written together: `document/<room id>`. What is in it is Yjs' business; who may change it, and in which order it is told, is ours. */
export const document = defineChannel('document', {
  commands: {
    follow: followRoom,
    update: { input: withBytes(v.strictObject({ update: Update }), ['update']), reply: Nothing },
    /** Keeps what there is now under a name. */
    keep: { input: v.strictObject({ name: Name }), reply: v.strictObject({ id: VersionId }) },
    name: { input: v.strictObject({ id: VersionId, name: Name }), reply: Nothing },
    /** Makes the text what it was; what it is now is kept first. */
    restore: { input: v.strictObject({ id: VersionId }), reply: Nothing },
  },
  queries: {
    /** A version as one Yjs update, in base64. */
    version: { input: v.strictObject({ id: VersionId }), reply: v.strictObject({ content: v.string() }) },
  },
  events,
  signals: {
    /** Where somebody's cursor and selection are; null when their editor has lost the focus. `client` is their editor's Yjs client. */
    cursor: {
      data: v.strictObject({ client: v.pipe(v.number(), v.safeInteger()), at: v.nullable(v.strictObject({ anchor: Place, head: Place })) }),
      key: ({ client }: { readonly client: number }) => String(client),
      ttlMs: 30_000,
    },
  },
  presence: Nothing,
  view: DocumentView,
  apply,
});
export { EMPTY, FIELD } from './updates.ts';
export { Bytes };
