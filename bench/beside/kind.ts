import { defineChannel } from '@atrium/protocol';
import { defineKind, sql } from '@atrium/server';
import * as v from 'valibot';

const Nothing = v.object({});

/** A room as it is for these rows: one says something, all hear it. */
export const room = defineChannel('room', {
  commands: {
    say: { input: v.object({ text: v.string() }), reply: Nothing },
    /** Many at once, of so many bytes each. */
    burst: { input: v.object({ count: v.number(), bytes: v.number() }), reply: Nothing },
    /** A mistake of whoever wrote the kind. */
    boom: { input: Nothing, reply: Nothing },
  },
  events: { said: v.object({ text: v.string() }) },
  signals: { typing: { data: v.object({ who: v.string() }), ttlMs: 5_000 } },
  view: v.object({ said: v.number() }),
  apply: ({ said }) => ({ said: said + 1 }),
});

export const roomKind = defineKind(room, {
  initial: () => ({ said: 0 }),
  evolve: ({ said }) => ({ said: said + 1 }),
  decide: {
    say: (_state, { text }) => ({ events: [{ name: 'said', data: { text } }], reply: {} }),
    burst: (state, { count, bytes }) => ({
      events: Array.from({ length: count }, (_, at) => ({ name: 'said' as const, data: { text: String(state.said + at).padEnd(bytes, 'x') } })),
      reply: {},
    }),
    boom: () => {
      throw new Error('a mistake in a handler');
    },
  },
  // What is asked of the disk before it is decided: it takes as long as it takes.
  load: { say: ({ text }) => (text.startsWith('slow') ? [sql`select 'slow' as it`] : text.startsWith('fast') ? [sql`select 'fast' as it`] : []) },
  queries: {},
  viewer: () => ({}),
  viewerEvents: [],
  show: ({ said }) => ({ said }),
});
