import { DatabaseSync } from 'node:sqlite';
import type { Log, LogEvent, Position } from './history.ts';

/** Reads the log by itself, from a copy of the database that nobody has open. */
export function readDatabase(file: string): Log {
  const database = new DatabaseSync(file);
  try {
    const channels = new Map<string, LogEvent[]>();
    const rows = database
      .prepare(
        'select c.address, e."offset", e.term, e.name, e.tag, e.n, e.audience, e.body from events e join channels c on c.id = e.channel_id where e."offset" > c.trimmed order by c.address, e."offset"',
      )
      .iterate();
    for (const row of rows) {
      const event = eventIn(row);
      const list = channels.get(event.channel);
      if (list) list.push(event);
      else channels.set(event.channel, [event]);
    }
    const heads = new Map<string, Position>();
    for (const row of database.prepare('select address, term, head from channels').iterate())
      heads.set(String(row['address']), [String(row['term']), Number(row['head'])]);
    const tags = new Map<string, { identity: string; client: string }>();
    for (const row of database.prepare('select c.address, k.identity, k.client, k.tag from clients k join channels c on c.id = k.channel_id').iterate()) {
      tags.set(`${String(row['address'])} ${String(row['tag'])}`, { identity: String(row['identity']), client: String(row['client']) });
    }
    return { channels, heads, tags };
  } finally {
    database.close();
  }
}

function eventIn(row: Record<string, unknown>): LogEvent {
  const { tag, n, audience, body } = row;
  return {
    channel: String(row['address']),
    offset: Number(row['offset']),
    term: String(row['term']),
    name: String(row['name']),
    by: tag === null || n === null ? null : [Number(tag), Number(n)],
    audience: audience === null ? null : [JSON.parse(String(audience)) as string | string[]].flat(),
    data: body === null ? null : (JSON.parse(String(body)) as Record<string, unknown>),
  };
}
