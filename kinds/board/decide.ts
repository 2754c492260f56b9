import { type DecideContext, type Draft, isInternal, type KindDefinition, type Refusal, refuse } from '@atrium/server';
import { barred, decideFollow, roleIn } from '@atrium/table';
import { type board, FIELDS, type Point, RULES, THINGS } from './contract.ts';
import { FEEDER } from './feeder.ts';
import { crossing, isFor, silentBy } from './rules.ts';
import { type BoardState, newThing, take, type ThingState } from './state.ts';
import { sameValue } from './values.ts';
import type { BoardViewer } from './viewer.ts';

type Decide = KindDefinition<typeof board, BoardState, BoardViewer>['decide'];
type Event = Draft<typeof board>;
const MINUTE = 60_000;

export const decide: Decide = {
  follow: decideFollow,
  feed: (state, { points }, context) => {
    const why = barredFromFeeding(state, context);
    if (why) return why;
    const fresh = freshOf(state, points, context.now);
    if ('refuse' in fresh) return fresh;
    if (fresh.points.length === 0) return { events: [], reply: { added: 0 } };
    const fed: Event = { name: 'fed', data: { points: [...fresh.points], by: context.identity.id }, audience: 'state' };
    return { events: [fed, ...crossings(state, fresh)], reply: { added: fresh.points.length } };
  },
  look: (state, _input, { identity, id, now }) => {
    if (identity.id !== `channel:board/${id}` && identity.id !== 'system') return refuse('not-found', 'There is no such board, or it is not for you.');
    const events: Event[] = [];
    if (!state.room.archived && state.room.placed)
      for (const [name, thing] of state.things)
        for (const { id: rule } of silentBy(thing, { name, rules: state.rules.values(), now }))
          events.push({ name: 'crossed', data: { thing: name, rule, value: Math.round((now - thing.heard) / MINUTE), on: true } });
    return { events: [...events, { name: 'looked', data: {}, audience: 'state' }], reply: {} };
  },
  rule: (state, { rule }, context) => {
    const why = barredFromRunning(state, context);
    if (why) return why;
    if (state.rules.size >= RULES) return refuse('too-many-rules', `There are ${RULES} rules already. Take one away first.`);
    const id = state.lastRule + 1;
    return { events: [{ name: 'ruled', data: { id, rule, by: context.identity.id } }], reply: { id } };
  },
  unrule: (state, { id }, context) => {
    const why = barredFromRunning(state, context);
    if (why) return why;
    return state.rules.has(id)
      ? { events: [{ name: 'unruled', data: { id, by: context.identity.id } }], reply: {} }
      : refuse('no-rule', 'There is no such rule.');
  },
  drop: (state, { thing }, context) => {
    const why = barredFromRunning(state, context);
    if (why) return why;
    return state.things.has(thing)
      ? { events: [{ name: 'dropped', data: { thing, by: context.identity.id } }], reply: {} }
      : refuse('no-thing', 'There is no such thing.');
  },
};

function barredFromFeeding(state: BoardState, context: DecideContext): Refusal | undefined {
  if (context.identity.role !== FEEDER) return barred(state.room, context);
  if (!state.room.placed) return refuse('not-found', 'There is no board on that room’s table.');
  return state.room.archived ? refuse('room-archived', 'The room is archived. Take it out of the archive first.') : undefined;
}

export function barredFromRunning(state: BoardState, context: DecideContext): Refusal | undefined {
  const why = barred(state.room, context);
  if (why || isInternal(context.identity)) return why;
  return roleIn(state.room, context.identity) === 'owner' || context.rights(context.identity.role, 'board.run')
    ? undefined
    : refuse('not-allowed', 'The room’s owner does that.');
}

interface Fresh {
  /** Those that say something new, with times that are not to come. */
  readonly points: readonly Point[];
  /** What the things that they are of become. */
  readonly things: ReadonlyMap<string, ThingState>;
}

/** What is new in a feed: what was said already, to the same millisecond, is no news. */
function freshOf(state: BoardState, points: readonly Point[], now: number): Fresh | Refusal {
  const things = new Map<string, ThingState>();
  const fresh: Point[] = [];
  for (const point of points) {
    let thing = things.get(point.thing);
    if (!thing) {
      const known = state.things.get(point.thing);
      thing = known ? { ...known, fields: new Map(known.fields) } : newThing(now);
      if (!known && state.things.size + [...things.keys()].filter((name) => !state.things.has(name)).length >= THINGS)
        return refuse('too-many-things', `A board has at most ${THINGS} things. Take some off first.`);
      things.set(point.thing, thing);
    }
    const at = Math.min(point.at, now);
    const fields = Object.fromEntries(
      Object.entries(point.fields).filter(([name, value]) => {
        const [before, then] = thing.fields.get(name) ?? [];
        return then !== at || !sameValue(before, value);
      }),
    );
    if (Object.keys(fields).length === 0 && Object.keys(point.fields).length > 0) continue;
    const taken = { thing: point.thing, at, fields };
    take(thing, taken);
    if (thing.fields.size > FIELDS) return refuse('too-many-fields', `A thing has at most ${FIELDS} fields.`);
    fresh.push(taken);
  }
  return { points: fresh, things };
}

/** Who crossed a limit by this feed, or came back, or is heard again: by what they are after all of it. */
function crossings({ rules, things: before }: BoardState, { points, things }: Fresh): readonly Event[] {
  const events: Event[] = [];
  for (const name of new Set(points.map(({ thing }) => thing))) {
    const thing = things.get(name);
    const was = before.get(name)?.crossed;
    if (!thing) continue;
    for (const { id, rule } of rules.values()) {
      if (!isFor(rule, name)) continue;
      if (rule.when === 'silent') {
        if (was?.has(id)) events.push({ name: 'crossed', data: { thing: name, rule: id, value: 0, on: false } });
        continue;
      }
      const [value] = thing.fields.get(rule.field) ?? [];
      const on = crossing(rule, { value, was: was?.has(id) ?? false });
      if (on !== undefined) events.push({ name: 'crossed', data: { thing: name, rule: id, value: Number(value), on } });
    }
  }
  return events;
}
