import fc from 'fast-check';
import { expect, test } from 'vitest';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { apply, emptyView } from './apply.ts';
import { chatKind } from './channel.ts';
import { type ChatView, chat } from './contract.ts';
import { EverythingSaid } from './everything-said.ts';
import { MESSAGES_AT_OPENING } from './read.ts';
import type { Decide } from './decide-room.ts';

const speakers = [as('ann'), as('bob'), as('cyd', 'admin'), as('gus', 'guest'), as('dan'), system, channelAs('directory/main')];
const people = ['ann', 'bob', 'cyd', 'gus', 'dan'];
const rights = (role: string, action: string): boolean => role === 'admin' || !['message.delete.any', 'room.rename', 'room.remove'].includes(action);

// Few ordinals and few people, so that commands meet.
const ordinal = fc.integer({ min: 1, max: 9 });
const on = fc.boolean();
const text = fc
  .record({ said: fc.integer({ min: 1, max: 999_999 }), calls: fc.array(fc.constantFrom(...people, 'eve'), { maxLength: 3 }) })
  .map(({ said, calls }) => `word${said}. ${calls.map((id) => `<@${id}>`).join(' ')}`);
type Ask = { [N in keyof Decide]: { readonly name: N; readonly input: Parameters<Decide[N]>[1] } }[keyof Decide];
const asked: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name: fc.constant('post' as const), input: fc.record({ text }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant('post' as const), input: fc.record({ text, quote: ordinal }) }) },
  { weight: 9, arbitrary: fc.record({ name: fc.constant('edit' as const), input: fc.record({ ordinal, text }) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('delete' as const), input: fc.record({ ordinal }) }) },
  { weight: 12, arbitrary: fc.record({ name: fc.constant('react' as const), input: fc.record({ ordinal, emoji: fc.constantFrom('👍', '🎉', '👩‍🚀'), on }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant('pin' as const), input: fc.record({ ordinal, on }) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('rename' as const), input: fc.record({ name: fc.constantFrom('One', 'Two') }) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('describe' as const), input: fc.record({ topic: fc.constantFrom('', 'Of things') }) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('archive' as const), input: fc.record({ on: fc.nat({ max: 3 }).map((n) => n === 0) }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('add' as const),
      input: fc.record({ people: fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 3 }) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('remove' as const), input: fc.record({ person: fc.constantFrom(...people) }) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constantFrom('join' as const, 'leave' as const), input: fc.constant({}) }) },
);
const history = fc.record({
  type: fc.constantFrom('public' as const, 'private' as const),
  steps: fc.array(fc.tuple(fc.constantFrom(...speakers), asked), { minLength: 15, maxLength: 60, size: 'max' }),
});
type Step = readonly [(typeof speakers)[number], Ask];

function opened(type: 'public' | 'private') {
  const bench = new Workbench(chatKind, { id: 'general', rights });
  bench.do(as('ann'), 'create', { name: 'General', topic: '', type, members: ['bob', 'cyd', 'gus'] }, [1, 1]);
  for (const [n, id] of ['ann', 'bob', 'gus', 'ann', 'bob'].entries()) bench.do(as(id), 'post', { text: `hello ${n}` });
  return bench;
}
const told = (bench: ReturnType<typeof opened>, [who, { name, input }]: Step, n: number) =>
  bench.do(who, name, input, people.includes(who.id) ? [people.indexOf(who.id), n] : undefined);
const folded = (events: ReturnType<typeof opened>['log']): ChatView => events.reduce(apply, emptyView);
const shown = (view: ChatView): ChatView => ({ ...view, messages: view.messages.slice(-MESSAGES_AT_OPENING) });

test('[CH28] the view from rows is the fold of all events, redacted or not', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ type, steps }) => {
      const bench = opened(type);
      for (const [n, step] of steps.entries()) told(bench, step, n + 2);
      const view = await bench.open(system);
      expect(view).toEqual(shown(folded(bench.log)));
      expect(view).toEqual(shown(folded(bench.written)));
    }),
    { numRuns: 80 },
  );
});

test('[CH28] a conversation longer than a view opens with its newest 50 messages', async () => {
  const bench = opened('private');
  for (let n = 1; n <= 70; n++) bench.do(as('ann'), 'post', { text: `${n}` });
  const { messages, last } = await bench.open(as('ann'));
  expect([messages.length, messages[0]?.ordinal, last]).toEqual([50, 26, 75]);
});

test('[CH29] state and rows are the same from the log with its redactions, and no deleted text is left', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ type, steps }) => {
      const bench = opened(type);
      for (const [n, step] of steps.entries()) told(bench, step, n + 2);
      const again = new Workbench(chatKind, { id: 'general', rights });
      for (const event of bench.log) again.append(event);
      expect(again.state).toEqual(bench.state);
      expect(await again.open(system)).toEqual(await bench.open(system));
      for (const event of bench.log) if (event.name === 'edited' || event.name === 'posted') expect(event.data === null).toBe(isDeleted(bench, event.offset));
    }),
    { numRuns: 80 },
  );
});

/** Was the message of the event at this offset deleted, by the log before redaction? */
function isDeleted(bench: ReturnType<typeof opened>, offset: number): boolean {
  const event = bench.written[offset - 1];
  const of = event?.data && 'ordinal' in event.data ? event.data.ordinal : undefined;
  return bench.written.some((other) => other.name === 'deleted' && other.data?.ordinal === of);
}

test('[CH30] decisions on loaded rows are decisions on everything that was said', () => {
  fc.assert(
    fc.property(history, ({ type, steps }) => {
      const bench = opened(type);
      for (const [n, step] of steps.entries()) {
        const [who, { name, input }] = step;
        if (bench.mayAsk(who, name)) {
          const rows = new EverythingSaid(bench.written).rowsFor(input, who.id);
          const decide = chatKind.decide[name] as (state: typeof bench.state, input: Ask['input'], context: ReturnType<typeof bench.context>) => unknown;
          expect(bench.decide(who, { name, input })).toEqual(decide(bench.state, input, bench.context(who, { rows })));
        }
        told(bench, step, n + 2);
      }
    }),
    { numRuns: 150 },
  );
});

test('[CH31] a prediction is what the owner decides when it accepts', () => {
  let compared = 0;
  const accepted = new Set<string>();
  fc.assert(
    fc.property(history, ({ type, steps }) => {
      const bench = opened(type);
      for (const [n, step] of steps.entries()) {
        const [who, { name, input }] = step;
        const predict =
          name in chat.predict!
            ? (chat.predict?.[name] as (
                view: ChatView,
                input: Ask['input'],
                context: { identity: string; now: number; tag: number; n: number },
              ) => readonly unknown[])
            : undefined;
        const predicted = predict?.(folded(bench.log), input, { identity: who.id, now: bench.now, tag: 1, n });
        const done = told(bench, step, n + 2);
        if ('refused' in done || !people.includes(who.id)) continue;
        expect(predicted).toEqual(done.events.map((event) => ({ name: event.name, data: event.data })));
        compared += 1;
        if (done.events.length > 0) accepted.add(name);
      }
    }),
    // Every command is accepted somewhere among so many.
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(1000);
  expect([...accepted].sort()).toEqual(['add', 'archive', 'delete', 'describe', 'edit', 'join', 'leave', 'pin', 'post', 'react', 'remove', 'rename']);
});
