import { defineKind, refuse } from '@atrium/server';
import { KEPT, type Line, whispers } from './contract.ts';

/** Slots that are remembered; a claim of an older one is refused. */
const SLOTS = 50;
/** Lines that the state keeps, so that everybody's view is full whatever share of them is private. */
const LINES = 12 * KEPT;

interface State {
  count: number;
  whispered: number;
  lines: Line[];
  readonly banned: Set<string>;
  /** Slot → the token that has it. */
  readonly slots: Map<number, string>;
  lastSlot: number;
}

const mayRead = (audience: unknown, who: string): boolean => !Array.isArray(audience) || audience.includes(who);

export const whispersKind = defineKind(whispers, {
  initial: (): State => ({ count: 0, whispered: 0, lines: [], banned: new Set(), slots: new Map(), lastSlot: 0 }),
  evolve: (state: State, { name, data }) => {
    if (data === null) return state;
    switch (name) {
      case 'said':
        state.count += 1;
        state.lines.push({ token: data.token, who: data.who });
        break;
      case 'whispered':
        state.whispered += 1;
        state.lines.push({ token: data.token, who: data.who, to: data.to });
        break;
      case 'claimed':
        state.slots.set(data.slot, data.token);
        state.lastSlot = Math.max(state.lastSlot, data.slot);
        for (const slot of state.slots.keys()) if (slot <= state.lastSlot - SLOTS) state.slots.delete(slot);
        break;
      case 'banned':
        state.banned.add(data.who);
        break;
      case 'pardoned':
        state.banned.delete(data.who);
        break;
    }
    if (state.lines.length > 2 * LINES) state.lines = state.lines.slice(-LINES);
    return state;
  },
  decide: {
    say: (state, { token }, { identity }) => ({ events: [{ name: 'said', data: { token, who: identity.id } }], reply: { count: state.count + 1 } }),
    whisper: (state, { token, to }, { identity }) => ({
      events: [{ name: 'whispered', data: { token, who: identity.id, to }, audience: [identity.id, ...to] }],
      reply: { count: state.whispered + 1 },
    }),
    claim: (state, { token, slot }, { identity }) => {
      const holder = state.slots.get(slot);
      if (holder !== undefined) return refuse('taken', holder);
      if (slot <= state.lastSlot - SLOTS) return refuse('past', 'That slot is past.');
      return { events: [{ name: 'claimed', data: { token, slot, who: identity.id } }], reply: { slot } };
    },
    ban: (_state, { token, who }) => ({ events: [{ name: 'banned', data: { token, who } }], reply: {} }),
    pardon: (_state, { token, who }) => ({ events: [{ name: 'pardoned', data: { token, who } }], reply: {} }),
  },
  queries: {},
  viewer: (state, { id }) => (state.banned.has(id) ? undefined : { who: id }),
  viewerEvents: ['banned', 'pardoned'],
  visible: ({ audience }, { who }) => mayRead(audience, who),
  show: (state, { who }) => ({
    count: state.count,
    lines: state.lines.filter((line) => line.to === undefined || line.who === who || line.to.includes(who)).slice(-KEPT),
    banned: [...state.banned],
  }),
});
