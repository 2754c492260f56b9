import { foldOf } from './fold.ts';
import type { Content, Happened, Log, Position } from './history.ts';
import type { Violation } from './violation.ts';

interface Seen {
  readonly entry: Happened;
  readonly who: string;
  readonly position: Position;
  readonly content: Content;
}

/** [FC8] Every view that was written down, a snapshot or one that grew, equals the fold of the log at its position. */
export function checkViews(
  histories: readonly (readonly Happened[])[],
  { log, who }: { readonly log: Log; readonly who: ReadonlyMap<string, string> },
): readonly Violation[] {
  const violations: Violation[] = [];
  const seen = Map.groupBy(viewsIn(histories, who), ({ entry }) => ('channel' in entry ? entry.channel : ''));
  for (const [channel, views] of seen) {
    const events = log.channels.get(channel) ?? [];
    const fold = foldOf(channel, events);
    let at = 0;
    for (const { entry, who: person, position, content } of views.toSorted((a, b) => a.position[1] - b.position[1])) {
      for (; at < position[1]; at++) {
        const event = events[at];
        if (event) fold.take(event);
      }
      const found = (rule: string, sort: Violation['sort'], what: string): void =>
        void violations.push({ rule, sort, what: `${person} at ${position.join(':')} of ${channel}: ${what}`, entries: [entry] });
      if (position[1] > 0 && events[position[1] - 1]?.term !== position[0]) {
        found('FC13', 'uncommitted', 'that place is not in the log');
        continue;
      }
      const wrong = fold.differs(content, person, entry.t === 'answered');
      if (wrong) found('FC8', 'diverged', wrong);
    }
  }
  return violations;
}

function viewsIn(histories: readonly (readonly Happened[])[], who: ReadonlyMap<string, string>): readonly Seen[] {
  return histories.flat().flatMap((entry) => {
    if (entry.t !== 'opened' && entry.t !== 'viewed' && entry.t !== 'answered' && entry.t !== 'final') return [];
    const { position, content } = entry;
    return position && content ? [{ entry, who: who.get(entry.client) ?? '', position, content }] : [];
  });
}
