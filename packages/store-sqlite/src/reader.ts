import type { Cells, ReaderCalls, Table } from './calls.ts';
import { CLIENT_KEPT_MS } from './clients.ts';
import { StoreError, toStoreError } from './errors.ts';
import { openReader } from './handle.ts';
import type { Handle } from './handle.ts';
import { leave, serve } from './serve.ts';
import { rowsOf, tableOf } from './table.ts';

/** An answer whose content was redacted is still an answer. */
const REPLIES = `
  select r.n, r.hmac, r.term, r."offset", coalesce(a.body, '{"reply":null}')
  from replies r join answers a on a.id = r.answer where r.client_id = ? order by r.n`;

const CHECKPOINT = `
  select c.version, c.term, c."offset", b.body
  from checkpoints c join checkpoint_bodies b on b.id = c.body where c.channel_id = ?`;

/** Reads: the engine's own, each a transaction of its own, and those of leased handles, whose transaction lasts as long as the lease. */
class Reader {
  readonly #file: string;
  readonly #own: Handle;
  readonly #leases: readonly Handle[];

  constructor(file: string, leases: number) {
    this.#file = file;
    this.#own = openReader(file);
    this.#leases = Array.from({ length: leases }, () => openReader(file));
  }

  lease([lease, text, values]: ReaderCalls['lease']['ask']): Table {
    const handle = this.#leases[lease];
    if (!handle) throw new RangeError(`There is no lease ${lease}.`);
    try {
      if (!handle.db.isTransaction) handle.db.exec('begin');
      const statement = handle.prepare(text);
      if (statement.columns().length === 0)
        throw new StoreError('read-only', 'A read may only select; this statement brings no rows. Rows are changed by entries and by write.');
      return tableOf(statement, values);
    } catch (error) {
      const named = toStoreError(error, this.#file);
      if (named.code !== 'not-writable') throw named;
      throw new StoreError('read-only', 'A read transaction may not change anything. Rows are changed by entries and by write.');
    }
  }

  release(lease: number): null {
    this.#leases[lease]?.rollback();
    return null;
  }

  load(channel: string): ReaderCalls['load']['answer'] {
    return this.#snapshot((handle) => {
      const row = handle.prepare('select id, term, head, fence from channels where address = ?').get(channel);
      if (!row) return ['0', 0, '0', [], null];
      const received = rowsOf(handle.prepare('select source, term, "offset", idx from received where channel_id = ?'), [Number(row['id'])]);
      const [checkpoint] = rowsOf(handle.prepare(CHECKPOINT), [Number(row['id'])]);
      return [String(row['term']), Number(row['head']), String(row['fence']), received, checkpoint ?? null];
    });
  }

  page([channel, after, events, bytes]: ReaderCalls['page']['ask']): ReaderCalls['page']['answer'] {
    return this.#snapshot((handle) => {
      const row = handle.prepare('select id, term, head, trimmed from channels where address = ?').get(channel);
      if (!row) return ['0', 0, []];
      const statement = handle.prepare(
        'select "offset", term, name, version, at, tag, n, audience, body from events where channel_id = ? and "offset" > ? order by "offset" limit ?',
      );
      statement.setReturnArrays(true);
      const page: Cells[] = [];
      let size = 0;
      for (const event of statement.iterate(Number(row['id']), Math.max(after, Number(row['trimmed'])), Math.max(1, events))) {
        const cells = Object.values(event);
        const body = cells.at(-1);
        size += typeof body === 'string' ? Buffer.byteLength(body) : 0;
        if (page.length > 0 && size > bytes) break;
        page.push(cells);
      }
      return [String(row['term']), Number(row['head']), page];
    });
  }

  heads(channels: readonly string[]): readonly Cells[] {
    return this.#snapshot((handle) => {
      const head = handle.prepare('select term, head from channels where address = ?');
      return channels.flatMap((channel) => {
        const row = head.get(channel);
        return row ? [[channel, ...Object.values(row)]] : [];
      });
    });
  }

  client([identity, client, channel, now]: ReaderCalls['client']['ask']): ReaderCalls['client']['answer'] {
    return this.#snapshot((handle) => {
      const row = handle
        .prepare(`select id, last, settled, tag from clients
          where channel_id = (select id from channels where address = ?) and identity = ? and client = ? and used_at >= ?`)
        .get(channel, identity, client, now - CLIENT_KEPT_MS);
      if (!row) return null;
      const [id, ...rest] = Object.values(row);
      return [rest, rowsOf(handle.prepare(REPLIES), [id ?? null])];
    });
  }

  due([now, limit]: ReaderCalls['due']['ask']): ReaderCalls['due']['answer'] {
    return this.#snapshot((handle) => {
      const statement = handle.prepare(`
        select c.address, e.term, e."offset", e.idx, e.target, e.name, e.body, e.due, e.tries
        from effects e join channels c on c.id = e.channel_id
        where e.due <= ? order by e.due, e.channel_id, e."offset", e.idx limit ?`);
      const found = rowsOf(statement, [now, limit + 1]);
      const next = found[limit]?.[7] ?? handle.prepare('select min(due) as due from effects where due > ?').get(now)?.['due'];
      return [found.slice(0, limit), typeof next === 'number' ? next : null];
    });
  }

  close(): null {
    for (const handle of [this.#own, ...this.#leases]) handle.close();
    return null;
  }

  #snapshot<T>(read: (handle: Handle) => T): T {
    const handle = this.#own;
    try {
      handle.prepare('begin').run();
      const answer = read(handle);
      handle.prepare('commit').run();
      return answer;
    } catch (error) {
      handle.rollback();
      throw toStoreError(error, this.#file);
    }
  }
}

let reader: Reader | undefined;
const opened = (): Reader => {
  if (!reader) throw new StoreError('closed', 'The database is closed.');
  return reader;
};

serve<ReaderCalls>({
  open: ([file, leases]) => {
    reader = new Reader(file, leases);
    return null;
  },
  lease: (ask) => opened().lease(ask),
  release: (ask) => opened().release(ask),
  load: (ask) => opened().load(ask),
  page: (ask) => opened().page(ask),
  heads: (ask) => opened().heads(ask),
  client: (ask) => opened().client(ask),
  due: (ask) => opened().due(ask),
  close: () => {
    reader?.close();
    reader = undefined;
    leave();
    return null;
  },
});
