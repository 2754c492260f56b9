import { defineChannel } from '@atrium/protocol';
import { defineKind } from '@atrium/server';
import * as v from 'valibot';

/** What one says here, the same for every peer: 150 bytes of JSON. */
const Said = v.object({ id: v.number(), who: v.string(), text: v.string() });

/** A kind without rows: the log and nothing beside it. */
const bench = defineChannel('bench', {
  commands: { say: { input: Said, reply: v.object({}) } },
  queries: { measure: { input: v.object({ text: v.string() }), reply: v.object({ length: v.number() }) } },
  events: { said: Said },
  view: v.object({ said: v.number() }),
  apply: (view) => ({ said: view.said + 1 }),
});

export const benchKind = defineKind(bench, {
  initial: () => ({ said: 0 }),
  evolve: (state) => {
    state.said += 1;
    return state;
  },
  decide: { say: (_state, input) => ({ events: [{ name: 'said', data: input }], reply: {} }) },
  queries: { measure: (_read, { text }) => Promise.resolve({ length: text.length }) },
  viewer: () => ({}),
  // Nothing that happens here lets anybody in or out.
  viewerEvents: [],
  show: ({ said }) => ({ said }),
});
