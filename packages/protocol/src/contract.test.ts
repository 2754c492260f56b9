import * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import {
  AtriumError,
  type CommandInput,
  type CommandReply,
  defineChannel,
  type EventData,
  type EventOf,
  parse,
  type PresenceOf,
  type QueryReply,
  type SignalData,
  type ViewOf,
} from './index.ts';

const lamp = defineChannel('lamp', {
  commands: { turn: { input: v.object({ on: v.boolean() }), reply: v.object({ since: v.number() }) } },
  queries: { turns: { input: v.object({ last: v.number() }), reply: v.array(v.boolean()) } },
  events: { turned: v.object({ on: v.boolean(), by: v.string() }), broke: v.object({}) },
  signals: { hand: { data: v.object({ near: v.boolean() }), ttlMs: 1000 } },
  presence: v.object({ looking: v.boolean() }),
  view: v.object({ on: v.boolean() }),
  apply: (view, event) => {
    expectTypeOf(event).toEqualTypeOf<
      EventOf<{
        turned: v.ObjectSchema<{ on: v.BooleanSchema<undefined>; by: v.StringSchema<undefined> }, undefined>;
        broke: v.ObjectSchema<Record<never, never>, undefined>;
      }>
    >();
    return event.name === 'turned' && event.data ? { on: event.data.on } : view;
  },
});

test('[PR1] types follow from the schemas', () => {
  expectTypeOf<CommandInput<typeof lamp, 'turn'>>().toEqualTypeOf<{ on: boolean }>();
  expectTypeOf<CommandReply<typeof lamp, 'turn'>>().toEqualTypeOf<{ since: number }>();
  expectTypeOf<QueryReply<typeof lamp, 'turns'>>().toEqualTypeOf<boolean[]>();
  expectTypeOf<EventData<typeof lamp, 'turned'>>().toEqualTypeOf<{ on: boolean; by: string }>();
  expectTypeOf<SignalData<typeof lamp, 'hand'>>().toEqualTypeOf<{ near: boolean }>();
  expectTypeOf<PresenceOf<typeof lamp>>().toEqualTypeOf<{ looking: boolean }>();
  expectTypeOf<ViewOf<typeof lamp>>().toEqualTypeOf<{ on: boolean }>();
  expect(lamp.apply?.({ on: false }, { name: 'turned', offset: 1, at: 0, data: { on: true, by: 'ann' } })).toEqual({ on: true });
});

const plain = { commands: {}, events: {}, view: v.object({}) };

test('[PR2] a schema must be a synchronous Standard Schema', () => {
  expect(() => defineChannel('x', { ...plain, view: { parse: () => 1 } as never })).toThrow('Standard Schema');
  expect(() =>
    defineChannel('x', {
      ...plain,
      view: v.pipeAsync(
        v.string(),
        v.checkAsync(async () => true),
      ) as never,
    }),
  ).toThrow('synchronous');
});

test('[PR3] a kind’s name is lower-case letters, digits and hyphens', () => {
  for (const name of ['Chat', '', '1a', 'a/b', '__proto__']) expect(() => defineChannel(name, plain)).toThrow('no name for a kind');
});

test('[PR4] what is left out is empty', () => {
  const bare = defineChannel('bare', plain);
  expect([bare.queries, bare.signals, bare.version]).toEqual([{}, {}, 1]);
  expect(parse(bare.presence, {})).toEqual({});
  expect(() => parse(bare.presence, { a: 1 })).toThrow(AtriumError);
});

test('[PR5] a value that does not fit is refused with its path', () => {
  const schema = v.object({ people: v.array(v.object({ name: v.string() })) });
  expect(() => parse(schema, { people: [{ name: 'Ann' }, { name: 3 }] })).toThrow(expect.objectContaining({ kind: 'bad-input', path: 'people.1.name' }));
});

test('[PR11] a schema that does not parse its own output to itself is refused', () => {
  const growing = v.pipe(
    v.string(),
    v.transform((text) => `${text}!`),
  );
  const trimmed = v.pipe(v.string(), v.trim());
  expect(() => parse(growing, 'a')).toThrow('idempotent');
  expect(parse(trimmed, ' a ')).toBe('a');
});
