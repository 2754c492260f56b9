import { defineChannel } from '@atrium/protocol';
import { defineKind } from '@atrium/server';
import * as v from 'valibot';

/** A kind for tests alone, with a state lane: things with values, some for some people only. Its log hides them, so that they travel as state alone. */

const Thing = v.object({ value: v.number(), note: v.string() });
const Put = v.object({ key: v.string(), value: v.number(), note: v.optional(v.string()), to: v.optional(v.array(v.string())) });

export const boardContract = defineChannel('board', {
  commands: {
    /** Puts a thing, for everyone or for some. */
    put: { input: Put, reply: v.object({}) },
    /** Puts many in one go. */
    fill: { input: v.object({ count: v.number(), bytes: v.number(), value: v.number() }), reply: v.object({}) },
    /** Drops the first of them. */
    sweep: { input: v.object({ count: v.number() }), reply: v.object({}) },
    drop: { input: v.object({ key: v.string() }), reply: v.object({}) },
    /** Sees everything from now on. */
    promote: { input: v.object({ who: v.string() }), reply: v.object({}) },
  },
  events: { put: Put, dropped: v.object({ key: v.string() }), promoted: v.object({ who: v.string() }) },
  signals: { nudge: { data: v.object({ by: v.number() }), ttlMs: 1_000, keep: 3 }, wave: { data: v.object({}), ttlMs: 1_000 } },
  state: { things: Thing },
  view: v.object({ count: v.number() }),
  apply: (view) => view,
});

interface Board {
  readonly things: Map<string, { value: number; note: string; to: readonly string[] | undefined }>;
  readonly chiefs: Set<string>;
}

export const boardKind = defineKind(boardContract, {
  initial: (): Board => ({ things: new Map(), chiefs: new Set() }),
  evolve: (state, { name, data }) => {
    if (data === null) return state;
    if (name === 'put') state.things.set(data.key, { value: data.value, note: data.note ?? '', to: data.to });
    if (name === 'dropped') state.things.delete(data.key);
    if (name === 'promoted') state.chiefs.add(data.who);
    return state;
  },
  decide: {
    put: (_state, input) => ({ events: [{ name: 'put', data: input }], reply: {} }),
    fill: (_state, { count, bytes, value }) => ({
      events: Array.from({ length: count }, (_, at) => ({ name: 'put' as const, data: { key: `k${at}`, value, note: 'x'.repeat(bytes) } })),
      reply: {},
    }),
    sweep: (_state, { count }) => ({ events: Array.from({ length: count }, (_, at) => ({ name: 'dropped' as const, data: { key: `k${at}` } })), reply: {} }),
    drop: (_state, input) => ({ events: [{ name: 'dropped', data: input }], reply: {} }),
    promote: (_state, input) => ({ events: [{ name: 'promoted', data: input }], reply: {} }),
  },
  queries: {},
  viewer: (state, { id }) => ({ id, chief: state.chiefs.has(id) }),
  viewerEvents: ['promoted'],
  visible: ({ name, audience }, viewer) =>
    name === 'things' ? audience === undefined || viewer.chief || (audience as readonly string[]).includes(viewer.id) : name === 'promoted',
  state: {
    things: {
      touched: ({ name, data }) => (data !== null && (name === 'put' || name === 'dropped') ? [data.key] : []),
      keys: (state) => state.things.keys(),
      at: (state, key) => {
        const thing = state.things.get(key);
        return thing && { value: { value: thing.value, note: thing.note }, ...(thing.to && { audience: thing.to }) };
      },
    },
  },
  show: (state) => ({ count: state.things.size }),
});
