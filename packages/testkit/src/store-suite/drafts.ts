import { BEGINNING } from '@atrium/protocol';
import type { Position } from '@atrium/protocol';
import { sql } from '@atrium/server';
import type { AppendOutcome, ChannelAppend, Entry, NewEffect, NewEvent, Sql, Store, StoredReply } from '@atrium/server';

export const TERM = '1-first';
/** Within a test nothing is about the time of day. */
export const NOON = Date.UTC(2030, 0, 1, 12);
export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

export const event = (text: string, more?: Partial<NewEvent>): NewEvent => ({
  name: 'posted',
  version: 1,
  at: NOON,
  by: null,
  audience: null,
  body: JSON.stringify({ text }),
  ...more,
});
export const entry = (more?: Partial<Entry>): Entry => ({ events: [], rows: [], redacts: [], effects: [], cancels: [], ...more });
export const post = (text: string, more?: Partial<Entry>): Entry => entry({ events: [event(text)], ...more });

export const insertRow = (text: string): Sql => sql`insert into suite_rows (text) values (${text})`;

export const appendOf = (channel: string, entries: readonly Entry[], more?: Partial<ChannelAppend>): ChannelAppend => ({
  channel,
  expected: BEGINNING,
  term: TERM,
  fence: '0',
  entries,
  ...more,
});

/** Appends after whatever is there, under the channel's own fence. */
export async function add(store: Store, channel: string, ...entries: readonly Entry[]): Promise<AppendOutcome | undefined> {
  const { head, term } = await store.load(channel);
  const [outcome] = await store.append([appendOf(channel, entries, { expected: head, fence: term })]);
  return outcome;
}

export const COMMITTED: AppendOutcome = { kind: 'committed' };

export async function textsOf(store: Store, channel: string): Promise<readonly (string | null)[]> {
  const { events } = await store.read(channel, 0, { events: 10_000, bytes: 100_000_000 });
  return events.map(({ body }) => body);
}
export const bodies = (...texts: readonly string[]): readonly string[] => texts.map((text) => JSON.stringify({ text }));

export async function rowsIn(store: Store): Promise<readonly string[]> {
  const rows = await store.transact((read) => read(sql`select text from suite_rows order by id`));
  return rows.map(({ text }) => String(text));
}

export const reply = (n: number, at: Position, body = `{"reply":{"n":${n}}}`): StoredReply => ({ n, hmac: `hmac-${n}`, at, body });
export const answered = (
  client: string,
  settled: number,
  stored: StoredReply,
  more?: { readonly identity?: string; readonly tag?: number },
): Entry['answered'] => ({
  identity: 'ann',
  client,
  tag: 7,
  settled,
  reply: stored,
  ...more,
});

export const effect = (name: string, due: number, more?: Partial<NewEffect>): NewEffect => ({
  event: 0,
  index: 0,
  target: 'chat/target',
  name,
  body: '{}',
  due,
  timer: null,
  ...more,
});
