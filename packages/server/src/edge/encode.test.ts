import { defineChannel, eventsOf } from '@atrium/protocol';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { defineKind } from '../kind.ts';
import { batchFrame } from './encode.ts';

const contract = defineChannel('encoded', {
  commands: {},
  events: { said: v.object({ text: v.string() }) },
  view: v.object({}),
  apply: (view) => view,
});
const kind = defineKind(contract, {
  initial: () => ({}),
  evolve: (state) => state,
  decide: {},
  queries: {},
  viewer: () => ({ who: 'ann' }),
  visible: ({ audience }, viewer: { readonly who: string }) => audience === undefined || audience === viewer.who,
  show: () => ({}),
});

test('[FR6] an event leaves out what the one before it says; what is read is what was written, whoever may see which of them', () => {
  const drafts = fc.array(fc.record({ at: fc.nat(3), isMine: fc.boolean(), text: fc.string() }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(drafts, fc.integer({ min: 1, max: 1e9 }), fc.nat(3), (drawn, first, skipped) => {
      const events = drawn.map(({ at, isMine, text }, index) => ({
        offset: first + index,
        term: '1.a',
        name: 'said',
        version: 1,
        at: 1_700_000_000_000 + at,
        by: null,
        audience: isMine ? 'ann' : undefined,
        body: JSON.stringify({ text }),
      }));
      const from = first + Math.min(skipped, drawn.length - 1);
      const batch = { alias: 7, term: '1.a', from, to: first + drawn.length - 1, events };
      for (const who of ['ann', 'bob']) {
        const { text } = batchFrame(kind, batch, { who });
        const read = JSON.parse(text) as { from: number; events: { name: string; data: unknown }[] };
        const wanted = events.filter(({ offset, audience }) => offset >= from && (audience === undefined || audience === who));
        expect(eventsOf(read)).toEqual(wanted.map(({ offset, at, body }) => ({ o: offset, name: 'said', at, data: JSON.parse(body) })));
      }
    }),
  );
  const [one, two] = [1, 2].map((offset) => ({ offset, term: '1.a', name: 'said', version: 1, at: 5, by: null, audience: undefined, body: '{}' }));
  expect(batchFrame(kind, { alias: 7, term: '1.a', from: 1, to: 2, events: [one!, two!] }, { who: 'ann' }).text).toBe(
    '{"t":"batch","ch":7,"term":"1.a","from":1,"to":2,"events":[{"name":"said","at":5,"data":{}},{"name":"said","data":{}}]}',
  );
});
