/** What a message belongs to: one of a channel's four lanes, or the connection's own affairs. */
export const lanes = ['log', 'state', 'signal', 'presence', 'control'] as const;
export type Lane = (typeof lanes)[number];

const laneOf: Readonly<Record<string, Lane>> = {
  command: 'log',
  reply: 'log',
  query: 'log',
  answer: 'log',
  batch: 'log',
  snapshot: 'log',
  state: 'state',
  signal: 'signal',
  present: 'presence',
  presence: 'presence',
  people: 'presence',
};

/** Names and channels of a message that a line tells. */
const MOST = 4;

/** One message, in the words of a line. */
export interface Told {
  readonly type: string;
  readonly lane: Lane;
  /** Names of commands, events, signals or states. */
  readonly names: readonly string[];
  readonly channels: readonly string[];
  /** Offset, or offsets from–to, or a command's number where it has no offset yet. */
  readonly at: string | undefined;
}

export type Fields = Readonly<Record<string, unknown>>;
export const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
/** Of a position, which is a term and an offset. */
export const offsetOf = (position: unknown): number | undefined => [listOf(position)[1]].find(isNumber);

/** Where a channel's number (`ch`) leads; undefined when nobody knows. */
export type AddressOf = (ch: number) => string | undefined;

/** Nothing is taken for granted: what a newer hub says is told by its name. */
export function tell(message: unknown, addressOf: AddressOf): Told {
  const fields = fieldsOf(message);
  const type = isText(fields['t']) ? fields['t'] : '?';
  const named = [fields['name'], ...listOf(fields['events']).map((event) => fieldsOf(event)['name'])].filter(isText);
  return {
    type,
    lane: (Object.hasOwn(laneOf, type) ? laneOf[type] : undefined) ?? 'control',
    names: [...new Set([...named, ...Object.keys(fieldsOf(fields['set']))])].slice(0, MOST),
    channels: channelsOf(fields, addressOf).slice(0, MOST),
    at: placeOf(fields),
  };
}

function channelsOf({ channel, channels, ch }: Fields, addressOf: AddressOf): readonly string[] {
  if (isText(channel)) return [channel];
  if (isNumber(ch)) return [addressOf(ch) ?? `#${ch}`];
  return listOf(channels)
    .map((one) => (isText(one) ? one : fieldsOf(one)['channel']))
    .filter(isText);
}

function placeOf({ from, to, at, n, channels }: Fields): string | undefined {
  if (isNumber(from) && isNumber(to)) return from === to ? `${to}` : `${from}–${to}`;
  const joins = listOf(channels);
  const offset = offsetOf(at) ?? (joins.length === 1 ? offsetOf(fieldsOf(joins[0])['at']) : undefined);
  if (offset !== undefined) return `${offset}`;
  return isNumber(n) ? `n ${n}` : undefined;
}
