import type { EventOf } from '@atrium/protocol';
import type { ArenaView, events, Round } from './contract.ts';

/** Best players that are shown. */
const BEST = 10;

export function apply(view: ArenaView, { name, data, at }: EventOf<typeof events>): ArenaView {
  if (data === null || name !== 'finished') return view;
  return { rounds: view.rounds + 1, last: { at, scores: data.scores }, best: withRound(view.best, data) };
}

/** The best of each, with one round more. */
export function withRound(best: ArenaView['best'], { scores }: Pick<Round, 'scores'>): ArenaView['best'] {
  const all = new Map(best.map(({ who, score }) => [who, score]));
  for (const { who, score } of scores) if (who !== null && score > (all.get(who) ?? 0)) all.set(who, score);
  return [...all]
    .map(([who, score]) => ({ who, score }))
    .toSorted((a, b) => b.score - a.score || (a.who < b.who ? -1 : 1))
    .slice(0, BEST);
}
