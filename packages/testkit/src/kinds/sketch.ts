import { defineChannel, withBytes } from '@atrium/protocol';
import { defineKind } from '@atrium/server';
import * as v from 'valibot';

/** A kind for tests alone, with bytes in its command, event, signal and view: strokes on a sheet. */

const Stroke = withBytes(v.object({ who: v.string(), stroke: v.instance(Uint8Array) }), ['stroke']);
const Sheet = withBytes(v.object({ strokes: v.number(), last: v.instance(Uint8Array) }), ['last']);

export const sketchContract = defineChannel('sketch', {
  commands: { draw: { input: withBytes(v.object({ stroke: v.instance(Uint8Array) }), ['stroke']), reply: v.object({ strokes: v.number() }) } },
  events: { drawn: Stroke },
  signals: { pen: { data: withBytes(v.object({ at: v.instance(Uint8Array) }), ['at']), ttlMs: 5_000 } },
  view: Sheet,
  apply: (view, { data }) => ({ strokes: view.strokes + 1, last: data?.stroke ?? view.last }),
  predict: { draw: (_view, { stroke }, { identity }) => [{ name: 'drawn', data: { who: identity, stroke } }] },
});

export const sketchKind = defineKind(sketchContract, {
  initial: () => ({ strokes: 0, last: new Uint8Array() }),
  evolve: (state, { data }) => ({ strokes: state.strokes + 1, last: data?.stroke ?? state.last }),
  decide: {
    draw: (state, { stroke }, { identity }) => ({ events: [{ name: 'drawn', data: { who: identity.id, stroke } }], reply: { strokes: state.strokes + 1 } }),
  },
  queries: {},
  viewer: () => ({}),
  show: (state) => state,
});
