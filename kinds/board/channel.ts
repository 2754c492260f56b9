import { defineKind } from '@atrium/server';
import { speak } from '@atrium/table';
import { board } from './contract.ts';
import { decide } from './decide.ts';
import { migrations, project, readAsOf, readHistory } from './rows.ts';
import { sayCrossing } from './saying.ts';
import { evolve, initial } from './state.ts';
import type { Value } from './values.ts';
import { viewer } from './viewer.ts';

const HOUR_MS = 60 * 60 * 1000;

/** A board as the hub runs it: what things are now is state, conflated for whoever is slow; what they were is rows. */
export const boardKind = defineKind(board, {
  initial,
  evolve,
  decide,
  migrations,
  project,
  queries: {
    standing: (_read, _input, { viewer: { role } }) => Promise.resolve({ role }),
    asOf: readAsOf,
    history: readHistory,
  },
  viewer,
  viewerEvents: ['followed'],
  openTo: ['follow', 'feed'],
  visible: ({ audience }) => audience === undefined,
  show: ({ rules }) => ({ rules: [...rules.values()] }),
  state: {
    things: {
      touched: ({ name, data }) => {
        if (data === null) return [];
        if (name === 'fed') return [...new Set(data.points.map(({ thing }) => thing))];
        return name === 'crossed' || name === 'dropped' ? [data.thing] : [];
      },
      keys: ({ things }) => things.keys(),
      at: ({ things }, key) => {
        const thing = things.get(key);
        if (!thing) return undefined;
        const fields = Object.fromEntries([...thing.fields].map(([name, [value, at]]): [string, [Value, number]] => [name, [value, at]]));
        return { value: { fields, heard: thing.heard, crossed: [...thing.crossed] } };
      },
    },
  },
  // The present is in the checkpoint, the past in rows: the log itself is soon of no use.
  retention: { ms: HOUR_MS, events: 500 },
  react: (event, { id, state }) => {
    const { name, data, offset } = event;
    if (data === null) return [];
    const due = state.look?.by === offset ? [{ to: `board/${id}`, name: 'look', input: {}, at: state.look.at, timer: 'look' }] : [];
    if (name !== 'crossed') return due;
    const rule = state.rules.get(data.rule)?.rule;
    return rule ? [speak(id, sayCrossing(data, { rule, fields: state.things.get(data.thing)?.fields }))] : [];
  },
});
