import { type Access, mayRead } from './access.ts';
import type { Happened, Log, Position } from './history.ts';
import type { Violation } from './violation.ts';

interface Replica {
  /** What was applied or covered by a snapshot, last. */
  at: number;
  /** There is a view; without one nothing is applied. */
  open: boolean;
}

interface Known {
  readonly log: Log;
  readonly access: Access;
  readonly who: ReadonlyMap<string, string>;
}

/** [FC7, FC9, FC10] What each client folded into its view, against the log: in order, once, without a gap in what it may see. */
export function checkApplied(histories: readonly (readonly Happened[])[], { log, who }: Known): readonly Violation[] {
  const violations: Violation[] = [];
  const replicas = new Map<string, Replica>();
  const replicaOf = (client: string, channel: string): Replica => {
    const key = `${client} ${channel}`;
    const known = replicas.get(key) ?? { at: 0, open: false };
    replicas.set(key, known);
    return known;
  };
  /** What stands between where it is and `to`, and is for them. */
  const missing = (person: string, channel: string, after: number, to: number): readonly number[] =>
    (log.channels.get(channel) ?? [])
      .slice(after, to)
      .filter((event) => mayRead(event, person))
      .map(({ offset }) => offset);

  for (const entry of histories.flat()) {
    const person = 'client' in entry ? (who.get(entry.client) ?? '') : '';
    const found = (rule: string, sort: Violation['sort'], what: string): void =>
      void violations.push({ rule, sort, what: `${person}: ${what}`, entries: [entry] });
    switch (entry.t) {
      case 'opened':
        Object.assign(replicaOf(entry.client, entry.channel), { at: entry.position[1], open: true });
        break;
      case 'refused':
        replicaOf(entry.client, entry.channel).open = false;
        break;
      case 'applied': {
        const { channel, o } = entry;
        const replica = replicaOf(entry.client, channel);
        const event = log.channels.get(channel)?.[o - 1];
        if (!replica.open) found('FC10', 'leaked', `applied ${o} of ${channel}, which it had been refused`);
        if (o <= replica.at) {
          found('FC7', 'duplicated', `applied ${o} of ${channel} again, or after ${replica.at}`);
          break;
        }
        const skipped = missing(person, channel, replica.at, o - 1);
        if (skipped.length > 0) found('FC7', 'lost', `applied ${o} of ${channel} without ${skipped.slice(0, 10).join(', ')}`);
        if (!event) found('FC13', 'uncommitted', `applied ${o} of ${channel}, which is not in the log`);
        else if (event.name !== entry.name || (event.by && String(event.by) !== String(entry.by)))
          found('FC7', 'diverged', `applied ${o} of ${channel} as ${entry.name}, and it is ${event.name} in the log`);
        else if (!mayRead(event, person)) found('FC9', 'leaked', `applied ${o} of ${channel}, which is not for them`);
        replica.at = o;
        break;
      }
      case 'viewed':
      case 'final': {
        const replica = replicaOf(entry.client, entry.channel);
        if (replica.open && entry.position) checkArrived(entry.position, replica, entry.channel);
      }
    }

    function checkArrived(position: Position, replica: Replica, channel: string): void {
      const skipped = missing(person, channel, replica.at, position[1]);
      if (skipped.length > 0) found('FC7', 'lost', `stands at ${position[1]} of ${channel} without ${skipped.slice(0, 10).join(', ')}`);
    }
  }
  return violations;
}
