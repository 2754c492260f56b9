import type { Recorded } from '@atrium/server';
import { follow, type Room, unplaced } from '@atrium/table';
import type { board, Point, Rule } from './contract.ts';
import { nextSilence } from './rules.ts';
import type { Value } from './values.ts';

export interface ThingState {
  readonly fields: Map<string, readonly [value: Value, at: number]>;
  heard: number;
  readonly crossed: Set<number>;
}

export interface BoardState {
  readonly room: Room;
  readonly things: Map<string, ThingState>;
  readonly rules: Map<number, Rule>;
  lastRule: number;
  /** The look that is due, and the event by which it was asked for. */
  look: { readonly at: number; readonly by: number } | null;
}

export const initial = (): BoardState => ({ room: unplaced(), things: new Map(), rules: new Map(), lastRule: 0, look: null });

/** The newest value of each field by its own time: what comes late changes nothing of the present. */
export function take(thing: ThingState, { at, fields }: Point): void {
  for (const [name, value] of Object.entries(fields)) if (at >= (thing.fields.get(name)?.[1] ?? 0)) thing.fields.set(name, [value, at]);
}

export const newThing = (heard: number): ThingState => ({ fields: new Map(), heard, crossed: new Set() });

export function evolve(state: BoardState, event: Recorded<typeof board>): BoardState {
  if (event.data === null) return state;
  switch (event.name) {
    case 'followed':
      follow(state.room, event.data);
      break;
    case 'fed':
      for (const point of event.data.points) {
        let thing = state.things.get(point.thing);
        if (!thing) state.things.set(point.thing, (thing = newThing(event.at)));
        take(thing, point);
        thing.heard = event.at;
      }
      lookLater(state, event.offset);
      break;
    case 'crossed': {
      const { thing, rule, on } = event.data;
      const crossed = state.things.get(thing)?.crossed;
      if (on) crossed?.add(rule);
      else crossed?.delete(rule);
      break;
    }
    case 'looked':
      state.look = null;
      lookLater(state, event.offset);
      break;
    case 'ruled':
      state.rules.set(event.data.id, { id: event.data.id, rule: event.data.rule });
      state.lastRule = event.data.id;
      // It may be due before what was waited for.
      state.look = null;
      lookLater(state, event.offset);
      break;
    case 'unruled':
      state.rules.delete(event.data.id);
      for (const { crossed } of state.things.values()) crossed.delete(event.data.id);
      break;
    case 'dropped':
      state.things.delete(event.data.thing);
      break;
  }
  return state;
}

function lookLater(state: BoardState, by: number): void {
  if (state.look) return;
  const at = nextSilence(state);
  state.look = at === undefined ? null : { at, by };
}
