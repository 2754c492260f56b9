import type { Entry } from '@atrium/server';
import type { SQLOutputValue } from 'node:sqlite';
import type { Handle } from './handle.ts';

/** How long a client that does not come back is remembered: longer than the 60 days within which it may still repeat a command. */
export const CLIENT_KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Tabs and bots of one person in one channel; more than anyone has open, and a bound on what one can make us keep. */
export const CLIENTS_PER_IDENTITY = 64;

type Answered = NonNullable<Entry['answered']>;

/** Answers to clients' commands of one channel, written client by client: most of a flood's replies are settled by the time they would be written. */
export class Answers {
  #byClient = new Map<string, Answered[]>();

  add(answered: Answered): void {
    const name = `${answered.identity} ${answered.client}`;
    const known = this.#byClient.get(name);
    if (known) known.push(answered);
    else this.#byClient.set(name, [answered]);
  }

  write(handle: Handle, channel: SQLOutputValue, now: number): void {
    for (const answered of this.#byClient.values()) answer(handle, channel, answered, now);
    this.#byClient = new Map();
  }
}

/** Writes the client's row and the replies to its commands, and forgets the replies that are settled. */
function answer(handle: Handle, channel: SQLOutputValue, answered: readonly Answered[], now: number): void {
  const last = answered.at(-1)!;
  const { identity, client, tag, settled, reply } = last;
  const known = handle.prepare(
    'update clients set tag = ?, last = ?, settled = ?, used_at = ? where channel_id = ? and identity = ? and client = ? and used_at >= ? returning id',
  );
  const id = known.get(tag, reply.n, settled, now, channel, identity, client, now - CLIENT_KEPT_MS)?.['id'] ?? admit(handle, channel, last, now);
  forgetReplies(handle, id, settled);
  const body = handle.prepare('insert into answers (body) values (?)');
  const stored = handle.prepare('insert into replies (client_id, n, hmac, term, "offset", answer) values (?, ?, ?, ?, ?, ?)');
  for (const { reply: unsettled } of answered) {
    if (unsettled.n <= settled) continue;
    const { lastInsertRowid } = body.run(unsettled.body);
    stored.run(id, unsettled.n, unsettled.hmac, unsettled.at[0], unsettled.at[1], lastInsertRowid);
  }
}

/** Up to and with `n`. The body's row stays, empty: schema.ts says why. */
function forgetReplies(handle: Handle, client: SQLOutputValue, n: number): void {
  const empty = handle.prepare('update answers set body = null where id = ?');
  for (const { answer: id } of handle.prepare('delete from replies where client_id = ? and n <= ? returning answer').all(client, n)) empty.run(id ?? null);
}

/** A client that is new here: what is too old goes, and if the identity has too many, the oldest with nothing unsettled. */
function admit(handle: Handle, channel: SQLOutputValue, { identity, client, tag, settled, reply }: Answered, now: number): SQLOutputValue {
  const forget = (clients: readonly SQLOutputValue[]): void => {
    for (const id of clients) {
      forgetReplies(handle, id, Number.MAX_SAFE_INTEGER);
      handle.prepare('delete from clients where id = ?').run(id);
    }
  };
  const ids = (rows: readonly Record<string, SQLOutputValue>[]): SQLOutputValue[] => rows.flatMap(({ id }) => (id === undefined ? [] : [id]));
  forget(ids(handle.prepare('select id from clients where channel_id = ? and identity = ? and used_at < ?').all(channel, identity, now - CLIENT_KEPT_MS)));
  const others = ids(
    handle.prepare('select id from clients where channel_id = ? and identity = ? order by last > settled, used_at, id').all(channel, identity),
  );
  forget(others.slice(0, Math.max(0, others.length - (CLIENTS_PER_IDENTITY - 1))));
  const row = handle
    .prepare('insert into clients (channel_id, identity, client, tag, last, settled, used_at) values (?, ?, ?, ?, ?, ?, ?) returning id')
    .get(channel, identity, client, tag, reply.n, settled, now);
  return row?.['id'] ?? null;
}
