import { defineChannel } from '@atrium/protocol';
import { defineKind } from '@atrium/server';
import * as v from 'valibot';

/** What one says here, the same for every peer: 150 bytes of JSON. */
const Said = v.object({ id: v.number(), who: v.string(), text: v.string() });

/** A kind without rows: the log and nothing beside it. */
const bench = defineChannel('bench', {
  commands: { say: { input: Said, reply: v.object({}) } },
  queries: {
    measure: { input: v.object({ text: v.string() }), reply: v.object({ length: v.number() }) },
    /** Some kB, as a page of a conversation is. */
    page: { input: v.object({ text: v.string() }), reply: v.object({ text: v.string() }) },
  },
  events: { said: Said },
  signals: { typing: { data: v.object({ on: v.boolean() }), ttlMs: 5_000 } },
  presence: v.nullable(v.object({ mood: v.string() })),
  view: v.object({ said: v.number() }),
  apply: (view) => ({ said: view.said + 1 }),
});

const PAGE = 'x'.repeat(4096);

export const benchKind = defineKind(bench, {
  initial: () => ({ said: 0 }),
  evolve: (state) => {
    state.said += 1;
    return state;
  },
  decide: { say: (_state, input) => ({ events: [{ name: 'said', data: input }], reply: {} }) },
  queries: { measure: (_read, { text }) => Promise.resolve({ length: text.length }), page: () => Promise.resolve({ text: PAGE }) },
  viewer: () => ({}),
  // Nothing that happens here lets anybody in or out.
  viewerEvents: [],
  show: ({ said }) => ({ said }),
});

/** What each says replaces what they said before, and travels as state alone: prices, positions, a board's things. */
const newest = defineChannel('newest', {
  commands: { say: { input: Said, reply: v.object({}) } },
  events: { said: Said },
  state: { newest: Said },
  view: v.object({}),
  apply: (view) => view,
});

export const newestKind = defineKind(newest, {
  initial: () => new Map<string, v.InferOutput<typeof Said>>(),
  evolve: (state, { data }) => (data ? state.set(data.who, data) : state),
  decide: { say: (_state, input) => ({ events: [{ name: 'said', data: input }], reply: {} }) },
  queries: {},
  viewer: () => ({}),
  viewerEvents: [],
  // The log hides what the state lane tells.
  visible: ({ name }) => name === 'newest',
  state: {
    newest: {
      touched: ({ data }) => (data ? [data.who] : []),
      keys: (state) => state.keys(),
      at: (state, key) => {
        const value = state.get(key);
        return value && { value };
      },
    },
  },
  show: () => ({}),
});
