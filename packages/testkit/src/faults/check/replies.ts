import { type Command, type Commands, mainEffects } from './commands.ts';
import type { Happened, Log, Position, Told } from './history.ts';
import type { Violation } from './violation.ts';

type Reply = Extract<Told, { t: 'told-reply' }>;

/** After these the command is sent again: they are no answer. */
const NOT_YET = new Set(['out-of-turn', 'too-many-unsettled', 'id-reused', 'too-fast', 'overloaded', 'not-claimed']);

/** [FC12, FC13] Answers as they crossed the wire, and as clients were told them, against each other and against the log. */
export function checkReplies(
  histories: readonly (readonly Happened[])[],
  { log, commands }: { readonly log: Log; readonly commands: Commands },
): readonly Violation[] {
  const violations: Violation[] = [];
  const first = new Map<string, Reply>();
  const tokens = placesOfTokens(log);
  for (const entry of histories.flat()) {
    if (entry.t !== 'told-reply' || (entry.error && NOT_YET.has(entry.error.kind))) continue;
    const key = `${entry.id} ${entry.channel} ${entry.n}`;
    const before = first.get(key);
    if (!before) first.set(key, entry);
    else if (!isSame(before, entry))
      violations.push({ rule: 'FC12', sort: 'diverged', what: `${key} was answered twice, and differently`, entries: [before, entry] });
    if (entry.position && !stands(entry.position, entry.channel, log)) {
      violations.push({
        rule: 'FC13',
        sort: 'uncommitted',
        what: `${key} was ${entry.error ? 'refused' : 'answered'} at ${entry.position.join(':')}, which is not in the log`,
        entries: [entry, log.channels.get(entry.channel)?.[entry.position[1] - 1] ?? null],
      });
    }
    const holder = entry.error?.code === 'taken' ? entry.error.message : undefined;
    if (holder !== undefined && (tokens.get(`${entry.channel} ${holder}`) ?? Number.POSITIVE_INFINITY) > (entry.position?.[1] ?? Number.POSITIVE_INFINITY)) {
      violations.push({ rule: 'FC13', sort: 'uncommitted', what: `${key} was refused for ${holder}, which the log does not have by then`, entries: [entry] });
    }
  }
  const counts = new Map<string, number>();
  for (const [channel, events] of log.channels) {
    for (const event of events) {
      if (event.name !== 'said' && event.name !== 'whispered') continue;
      const count = (counts.get(`${channel} ${event.name}`) ?? 0) + 1;
      counts.set(`${channel} ${event.name}`, count);
      counts.set(`${channel} ${event.offset}`, count);
    }
  }
  for (const command of commands.all) if (command.outcome === 'ok') violations.push(...checkTold(command, counts));
  return violations;
}

/** A deleted message's reply has lost its content. */
const isSame = (a: Reply, b: Reply): boolean =>
  JSON.stringify(a.position) === JSON.stringify(b.position) &&
  a.error?.kind === b.error?.kind &&
  a.error?.code === b.error?.code &&
  (a.reply === null || b.reply === null || JSON.stringify(a.reply) === JSON.stringify(b.reply));

const stands = ([term, offset]: Position, channel: string, log: Log): boolean => offset === 0 || log.channels.get(channel)?.[offset - 1]?.term === term;

function placesOfTokens(log: Log): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [channel, events] of log.channels)
    for (const { name, data, offset } of events) if (name === 'claimed' && data) places.set(`${channel} ${String(data['token'])}`, offset);
  return places;
}

/** What the reply says is what the log says; and who was told has seen it. */
function checkTold(command: Command, counts: ReadonlyMap<string, number>): readonly Violation[] {
  const violations: Violation[] = [];
  const [event] = mainEffects(command);
  if (!event) return violations;
  const { ordinal, count, id } = (command.reply ?? {}) as { readonly ordinal?: number; readonly count?: number; readonly id?: number };
  const { effects: _effects, ...shown } = command;
  if (ordinal !== undefined && event.data && event.data['ordinal'] !== ordinal)
    violations.push({ rule: 'FC12', sort: 'diverged', what: `${command.token} was told ordinal ${ordinal}`, entries: [shown, event] });
  if (id !== undefined && event.data && event.data['id'] !== id)
    violations.push({ rule: 'FC12', sort: 'diverged', what: `${command.token} was told order ${id}`, entries: [shown, event] });
  const said = counts.get(`${event.channel} ${event.offset}`);
  if (count !== undefined && said !== undefined && said !== count)
    violations.push({
      rule: 'FC12',
      sort: 'diverged',
      what: `${command.token} was told that it is number ${count}, and it is number ${said}`,
      entries: [shown, event],
    });
  if (command.position && command.position[1] < event.offset)
    violations.push({ rule: 'FC1', sort: 'diverged', what: `${command.token} was acknowledged before it was shown`, entries: [shown, event] });
  return violations;
}
