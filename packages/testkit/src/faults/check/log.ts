import type { Log } from './history.ts';
import type { Violation } from './violation.ts';

const numberOf = (term: string): number => Number.parseInt(term, 10);

/** [FC5] Each channel's log by itself. */
export function checkLog({ channels, heads }: Log): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [channel, events] of channels) {
    for (const [index, event] of events.entries()) {
      const before = events[index - 1];
      const expected = (before?.offset ?? 0) + 1;
      if (event.offset > expected)
        violations.push({ rule: 'FC5', sort: 'lost', what: `${channel} has a gap before ${event.offset}`, entries: before ? [before, event] : [event] });
      if (event.offset < expected)
        violations.push({ rule: 'FC5', sort: 'duplicated', what: `${channel} has ${event.offset} twice`, entries: before ? [before, event] : [event] });
      if (!before || before.term === event.term) continue;
      // A new term is always a higher one: two that write under the same number are two owners.
      if (numberOf(event.term) <= numberOf(before.term))
        violations.push({ rule: 'FC5', sort: 'diverged', what: `${channel} falls back from term ${before.term} to ${event.term}`, entries: [before, event] });
    }
    const head = heads.get(channel);
    const last = events.at(-1);
    if (last && (head?.[0] !== last.term || head[1] !== last.offset))
      violations.push({ rule: 'FC5', sort: 'diverged', what: `${channel} ends elsewhere than its row says`, entries: [last, { head }] });
  }
  return violations;
}
