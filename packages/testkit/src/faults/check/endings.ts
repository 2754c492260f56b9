import type { Access } from './access.ts';
import type { Commands } from './commands.ts';
import type { Happened, Log } from './history.ts';
import type { Violation } from './violation.ts';

/** [FC11] When all is quiet, every command is answered, and everyone has arrived at the head of what they may see, or stands outside. */
export function checkEndings(
  histories: readonly (readonly Happened[])[],
  { log, access, commands }: { readonly log: Log; readonly access: Access; readonly commands: Commands },
): readonly Violation[] {
  const violations: Violation[] = [];
  const ended = new Set<string>();
  for (const entry of histories.flat()) {
    if (entry.t === 'stuck') violations.push({ rule: 'FC11', sort: 'lost', what: `${entry.client} was not done: ${entry.what}`, entries: [entry] });
    if (entry.t !== 'final') continue;
    ended.add(entry.client);
    const { channel, position, state } = entry;
    const head = log.heads.get(channel)?.[1] ?? 0;
    const who = commands.who.get(entry.client) ?? '';
    const inside = access.may(who, channel, head);
    if (inside && position?.[1] !== head)
      violations.push({
        rule: 'FC11',
        sort: 'lost',
        what: `${who} ends at ${position?.[1] ?? 'nothing'} of ${channel}, ${state}; its head is ${head}`,
        entries: [entry],
      });
    if (!inside && state === 'live')
      violations.push({ rule: 'FC10', sort: 'leaked', what: `${who} ends in ${channel}, which they were put out of`, entries: [entry] });
  }
  for (const { effects: _effects, ...command } of commands.all) {
    if (command.outcome === 'open' && ended.has(command.client))
      violations.push({ rule: 'FC11', sort: 'lost', what: `${command.name} ${command.token} was never answered`, entries: [command] });
  }
  return violations;
}
