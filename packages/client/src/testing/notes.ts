import { defineChannel } from '@atrium/protocol';
import * as v from 'valibot';

const Note = v.strictObject({ text: v.string(), by: v.optional(v.tuple([v.number(), v.number()])) });

/** A small kind for tests: notes in a row. */
export const notes = defineChannel('notes', {
  commands: { add: { input: v.strictObject({ text: v.pipe(v.string(), v.minLength(1)) }), reply: v.strictObject({ count: v.number() }) } },
  queries: { count: { input: v.strictObject({}), reply: v.strictObject({ count: v.number() }) } },
  events: { added: v.strictObject({ text: v.string() }) },
  signals: { typing: { data: v.strictObject({ where: v.string() }), key: ({ where }: { readonly where: string }) => where, ttlMs: 5_000 } },
  presence: v.strictObject({ mood: v.string() }),
  view: v.strictObject({ notes: v.array(Note) }),
  apply: (view, event) => ({
    notes: [...view.notes, { text: event.data?.text ?? '', ...(event.by && { by: [event.by[0], event.by[1]] as [number, number] }) }],
  }),
  predict: { add: (_view, { text }) => [{ name: 'added', data: { text } }] },
});
export const texts = (view: { readonly notes: readonly { readonly text: string }[] } | undefined): readonly string[] | undefined =>
  view?.notes.map(({ text }) => text);
