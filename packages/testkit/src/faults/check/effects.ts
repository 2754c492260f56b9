import { type Command, type Commands, leastEffects, mainEffects, mostEffects } from './commands.ts';
import type { LogEvent } from './history.ts';
import type { Violation } from './violation.ts';

const show = ({ effects: _effects, ...command }: Command): unknown => command;

/** [FC1–FC4] The log against what clients were told. */
export function checkEffects({ all, strangers }: Commands): readonly Violation[] {
  const violations: Violation[] = strangers.map((event) => ({
    rule: 'FC3',
    sort: 'diverged',
    what: 'an event of a command that nobody gave',
    entries: [event],
  }));
  for (const command of all) {
    const effects = mainEffects(command);
    const entries = [show(command), ...effects];
    const name = `${command.name} ${command.token}`;
    const must = command.outcome === 'ok' || (command.adopted && command.steady);
    if (effects.length > mostEffects(command))
      violations.push({ rule: command.outcome === 'ok' ? 'FC1' : 'FC3', sort: 'duplicated', what: `${name} had ${effects.length} effects`, entries });
    else if (command.outcome === 'failed' && effects.length > 0)
      violations.push({ rule: 'FC2', sort: 'diverged', what: `${name} was refused and yet done`, entries });
    else if (must && effects.length < leastEffects(command))
      violations.push({
        rule: command.outcome === 'ok' ? 'FC1' : 'FC3',
        sort: 'lost',
        what: `${name} was ${command.outcome === 'ok' ? 'acknowledged' : 'in the outbox'} and has no effect`,
        entries,
      });
  }
  return [...violations, ...checkOrder(all)];
}

function checkOrder(all: readonly Command[]): readonly Violation[] {
  const violations: Violation[] = [];
  const lanes = Map.groupBy(all, ({ client, channel }) => `${client} ${channel}`);
  for (const [lane, commands] of lanes) {
    let before: { readonly command: Command; readonly event: LogEvent } | undefined;
    for (const command of commands.toSorted((a, b) => a.n - b.n)) {
      const [event] = mainEffects(command);
      if (!event) continue;
      if (before && event.offset < before.event.offset) {
        violations.push({
          rule: 'FC4',
          sort: 'reordered',
          what: `${lane}: ${command.token} was given after ${before.command.token} and stands before it`,
          entries: [show(before.command), before.event, show(command), event],
        });
      }
      before = { command, event };
    }
  }
  return violations;
}
