import type { Findings } from './check/check.ts';
import type { Sort } from './check/violation.ts';
import { shortfalls } from './floors.ts';

export const EXIT = { held: 0, violated: 1, inconclusive: 2, broken: 3 } as const;

export interface Verdict {
  readonly verdict: 'held' | 'violated' | 'inconclusive';
  readonly counts: Readonly<Record<Sort, number>>;
  readonly shortfalls: readonly string[];
  /** Rules that were violated. */
  readonly rules: readonly string[];
}

/** A violation counts whether or not enough was tried; without one, too little shows nothing. */
export function judge({ violations, efforts }: Pick<Findings, 'violations' | 'efforts'>, seconds: number): Verdict {
  const counts: Record<Sort, number> = { lost: 0, duplicated: 0, reordered: 0, leaked: 0, uncommitted: 0, diverged: 0 };
  for (const { sort } of violations) counts[sort] += 1;
  const short = shortfalls(efforts, seconds);
  const verdict = violations.length > 0 ? 'violated' : short.length > 0 ? 'inconclusive' : 'held';
  return { verdict, counts, shortfalls: short, rules: [...new Set(violations.map(({ rule }) => rule))].sort() };
}

const thousands = (n: number): string => n.toLocaleString('en');

/** The report, its last line the verdict. */
export function report(
  findings: Findings,
  { seed, seconds, folder }: { readonly seed: number; readonly seconds: number; readonly folder: string },
): readonly string[] {
  const { efforts, counts, violations } = findings;
  const judged = judge(findings, seconds);
  const lines = [
    `acknowledged ${thousands(efforts.acknowledged)}, kills ${efforts.kills}, cuts ${efforts.cuts}, in flight at faults ${thousands(efforts.inFlight)}`,
    `compared ${thousands(counts.events)} events of the log, ${thousands(counts.replies)} answers, ${thousands(counts.batches)} batches, ${thousands(counts.applied)} applied events, ${thousands(counts.views)} views; ${counts.unknown} commands of unknown outcome`,
  ];
  for (const [rule, found] of Map.groupBy(violations, ({ rule: of, sort }) => `${of} ${sort}`)) {
    lines.push(`${rule}: ${found.length}`);
    // Three of a kind say what it is; all of them stand in the folder.
    for (const { what, entries } of found.slice(0, 3))
      lines.push(`  ${what}`, ...entries.slice(0, 6).map((entry) => `    ${JSON.stringify(entry).slice(0, 400)}`));
  }
  const { lost, duplicated, reordered, leaked, uncommitted, diverged } = judged.counts;
  lines.push(`lost ${lost}, duplicated ${duplicated}, reordered ${reordered}, leaked ${leaked}, uncommitted ${uncommitted}, diverged ${diverged}`);
  if (judged.verdict === 'violated') lines.push(`verdict: violated (seed ${seed}, ${seconds} s); everything is kept in ${folder}`);
  else if (judged.verdict === 'inconclusive') lines.push(`verdict: inconclusive: ${judged.shortfalls.join(', ')} (seed ${seed}, ${seconds} s)`);
  else lines.push(`verdict: held (seed ${seed}, ${seconds} s)`);
  return lines;
}
