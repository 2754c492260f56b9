import type { Efforts } from '../floors.ts';
import { readAccess } from './access.ts';
import { checkApplied } from './applied.ts';
import { indexCommands } from './commands.ts';
import { checkEffects } from './effects.ts';
import { effortsIn } from './efforts.ts';
import { checkEndings } from './endings.ts';
import type { Run } from './history.ts';
import { checkLog } from './log.ts';
import { checkMarkets } from './market.ts';
import { checkReplies } from './replies.ts';
import { checkStreams } from './streams.ts';
import { checkViews } from './views.ts';
import type { Violation } from './violation.ts';

export interface Findings {
  readonly violations: readonly Violation[];
  readonly efforts: Efforts;
  /** Looked at, for whoever wants to know how much was compared with what. */
  readonly counts: Readonly<Record<'events' | 'applied' | 'batches' | 'views' | 'replies' | 'unknown', number>>;
}

/** Judges a run by its histories and its log alone. */
export function check(run: Run): Findings {
  const { histories, log, faults } = run;
  const commands = indexCommands(run);
  const access = readAccess(log);
  const { who } = commands;
  const known = { log, access, who };
  const violations = [
    ...checkLog(log),
    ...checkMarkets(log),
    ...checkEffects(commands),
    ...checkReplies(histories, { log, commands }),
    ...checkStreams(histories, known),
    ...checkApplied(histories, known),
    ...checkViews(histories, known),
    ...checkEndings(histories, { log, access, commands }),
  ];
  const count = (...kinds: readonly string[]): number => histories.reduce((sum, history) => sum + history.filter(({ t }) => kinds.includes(t)).length, 0);
  return {
    violations,
    efforts: effortsIn(faults, commands),
    counts: {
      events: [...log.channels.values()].reduce((sum, events) => sum + events.length, 0),
      applied: count('applied'),
      batches: count('told-batch'),
      views: count('opened', 'viewed', 'answered', 'final'),
      replies: count('told-reply'),
      unknown: count('unknown'),
    },
  };
}
