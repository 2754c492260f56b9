import { check, type Findings } from './check.ts';
import type { ChatContent, Fault, Happened, Log, LogEvent, Position, WhispersContent } from './history.ts';

/** Hand-made runs: a log, and what the clients of it wrote down, right in every point until a test makes one wrong. */
export const ROOM = 'chat/r1';
export const TABLE = 'whispers/r1';
export const TERM = '1.aa';

type Draft = Omit<Partial<LogEvent>, 'channel' | 'offset'> & { readonly name: string };

export function logOf(
  drafts: Readonly<Record<string, readonly Draft[]>>,
  tags: Readonly<Record<string, { readonly identity: string; readonly client: string }>> = {},
): Log {
  const channels = new Map<string, LogEvent[]>();
  const heads = new Map<string, Position>();
  for (const [channel, list] of Object.entries(drafts)) {
    const events = list.map((draft, index): LogEvent => ({ channel, offset: index + 1, term: TERM, by: null, audience: null, data: null, ...draft }));
    channels.set(channel, events);
    const last = events.at(-1);
    if (last) heads.set(channel, [last.term, last.offset]);
  }
  return { channels, heads, tags: new Map(Object.entries(tags)) };
}

export const said = (token: string, who = 'ann', by: LogEvent['by'] = null): Draft => ({ name: 'said', by, data: { token, who } });
export const whispered = (token: string, to: readonly string[], who = 'ann'): Draft => ({
  name: 'whispered',
  audience: [who, ...to],
  data: { token, who, to },
});
export const banned = (who: string): Draft => ({ name: 'banned', data: { token: `ban-${who}`, who } });

export const started = (client: string, who: string): Happened => ({ t: 'started', client, who });
export const gave = (client: string, token: string, n: number, more: Partial<Extract<Happened, { t: 'invoked' }>> = {}): Happened => ({
  t: 'invoked',
  client,
  channel: TABLE,
  n,
  name: 'say',
  token,
  input: { token },
  at: 100 + n,
  steady: true,
  ...more,
});
export const done = (client: string, token: string, reply: unknown, position?: Position): Happened => ({
  t: 'ok',
  client,
  token,
  reply,
  at: 500,
  ...(position && { position }),
});
export const seen = (lines: readonly string[], more: Partial<WhispersContent> = {}): WhispersContent => ({
  kind: 'whispers',
  count: lines.length,
  lines,
  banned: [],
  ...more,
});
export const shown = (more: Partial<ChatContent> = {}): ChatContent => ({ kind: 'chat', last: 0, members: ['ann', 'bob'], messages: [], ...more });

export const judged = (histories: readonly (readonly Happened[])[], log: Log, faults: readonly Fault[] = []): Findings => check({ histories, log, faults });
/** The rules and sorts that were violated. */
export const found = (histories: readonly (readonly Happened[])[], log: Log): readonly string[] =>
  [...new Set(judged(histories, log).violations.map(({ rule, sort }) => `${rule} ${sort}`))].sort();
