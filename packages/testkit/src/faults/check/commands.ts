import type { Happened, LogEvent, Position, Refused, Run } from './history.ts';
import { tokenIn } from './token.ts';

/** One command as its client knew it, with what the log has of it. */
export interface Command {
  readonly client: string;
  readonly channel: string;
  readonly n: number;
  readonly name: string;
  readonly token: string;
  readonly input: unknown;
  readonly at: number;
  readonly steady: boolean;
  outcome: 'ok' | 'failed' | 'unknown' | 'open';
  reply?: unknown;
  error?: Refused;
  position?: Position;
  /** When its client was told, ms since the epoch. */
  endedAt?: number;
  /** When it first was on the wire. */
  sentAt?: number;
  /** A later instance found it in the outbox. */
  adopted: boolean;
  readonly effects: LogEvent[];
}

export interface Commands {
  readonly all: readonly Command[];
  /** Instance → person. */
  readonly who: ReadonlyMap<string, string>;
  /** Events that say a token which nobody gave. */
  readonly strangers: readonly LogEvent[];
  of(event: LogEvent): Command | undefined;
}

/** An event belongs to the command whose token it carries, or else, as of a reaction or a redacted text, to the command under whose id it was written. */
export function indexCommands({ histories, log }: Run): Commands {
  const who = new Map<string, string>();
  const all: Command[] = [];
  const byToken = new Map<string, Command>();
  const byNumber = new Map<string, Command>();
  const instanceOf = new Map<string, string>();
  for (const entry of histories.flat()) note(entry, { who, all, byToken, byNumber, instanceOf });
  const of = (event: LogEvent): Command | undefined => {
    const token = tokenOf(event);
    if (token !== undefined) return byToken.get(token);
    if (!event.by) return undefined;
    const client = log.tags.get(`${event.channel} ${event.by[0]}`)?.client;
    return byNumber.get(`${instanceOf.get(client ?? '') ?? ''} ${event.channel} ${event.by[1]}`);
  };
  const strangers: LogEvent[] = [];
  for (const events of log.channels.values()) {
    for (const event of events) {
      const command = of(event);
      if (command) command.effects.push(event);
      else if (tokenOf(event) !== undefined) strangers.push(event);
    }
  }
  return { all, who, strangers, of };
}

interface Index {
  readonly who: Map<string, string>;
  readonly all: Command[];
  readonly byToken: Map<string, Command>;
  readonly byNumber: Map<string, Command>;
  /** Client id → instance. */
  readonly instanceOf: Map<string, string>;
}

function note(entry: Happened, { who, all, byToken, byNumber, instanceOf }: Index): void {
  switch (entry.t) {
    case 'started':
      who.set(entry.client, entry.who);
      return;
    case 'claimed':
      if (!instanceOf.has(entry.id)) instanceOf.set(entry.id, entry.client);
      return;
    case 'invoked': {
      const { client, channel, n, name, token, input, at, steady } = entry;
      const command: Command = { client, channel, n, name, token, input, at, steady, outcome: 'open', adopted: false, effects: [] };
      all.push(command);
      byToken.set(token, command);
      byNumber.set(`${client} ${channel} ${n}`, command);
      return;
    }
    case 'sent': {
      const command = byNumber.get(`${instanceOf.get(entry.id) ?? ''} ${entry.channel} ${entry.n}`);
      if (command) command.sentAt ??= entry.at;
      return;
    }
    case 'ok':
    case 'failed':
    case 'unknown': {
      const command = byToken.get(entry.token);
      if (!command) return;
      command.outcome = entry.t;
      command.endedAt = entry.at;
      if (entry.t === 'ok') command.reply = entry.reply;
      if (entry.t === 'failed') command.error = entry.error;
      if (entry.t === 'ok' && entry.position) command.position = entry.position;
      return;
    }
    case 'adopted': {
      const token = tokenIn(entry.input);
      const command = token === undefined ? undefined : byToken.get(token);
      if (command) command.adopted = true;
    }
  }
}

/** Of the events of one command, the one that it is for; others may follow from it. */
export const EVENT_OF: Readonly<Record<string, string>> = {
  post: 'posted',
  edit: 'edited',
  delete: 'deleted',
  react: 'reacted',
  add: 'memberAdded',
  remove: 'memberRemoved',
  say: 'said',
  whisper: 'whispered',
  claim: 'claimed',
  ban: 'banned',
  pardon: 'pardoned',
  order: 'ordered',
  cancel: 'dropped',
  update: 'updated',
  feed: 'fed',
};
/** Commands that change nothing when it already is as they want it. `add` may name several people, an event each. */
const MAY_CHANGE_NOTHING = new Set(['delete', 'react', 'add', 'remove']);

export const mainEffects = (command: Command): readonly LogEvent[] => command.effects.filter(({ name }) => name === EVENT_OF[command.name]);
export const leastEffects = ({ name }: Command): number => (MAY_CHANGE_NOTHING.has(name) ? 0 : 1);
export function mostEffects({ name, input }: Command): number {
  const people = (input as { readonly people?: readonly unknown[] } | null)?.people;
  return name === 'add' && people ? people.length : 1;
}

/** What a table says in its room's conversation is no command's. */
const tokenOf = ({ name, data }: LogEvent): string | undefined =>
  Object.values(EVENT_OF).includes(name) && !String(data?.['author']).startsWith('channel:') ? tokenIn(data) : undefined;
