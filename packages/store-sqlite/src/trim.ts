import type { Handle } from './handle.ts';

/**
 * Takes the oldest events of a channel out of its log, never past its checkpoint. The rows stay, emptied: deleting them would make SQLite move
 * their neighbours, text and all, and leave copies behind that no deletion reaches (schema.ts).
 */
export function trim(handle: Handle, { channel, upTo, limit }: { readonly channel: string; readonly upTo: number; readonly limit: number }): number {
  const row = handle
    .prepare('select c.id, c.trimmed, k."offset" as covered from channels c join checkpoints k on k.channel_id = c.id where c.address = ?')
    .get(channel);
  if (!row) return 0;
  const from = Number(row['trimmed']);
  const to = Math.min(upTo, Number(row['covered']), from + limit);
  if (to <= from) return 0;
  const id = row['id'] ?? null;
  // Who made it stays for `redact`, which finds replies by it.
  const empty = `update events set term = '', name = '', at = 0, audience = null, body = null where channel_id = ? and "offset" > ? and "offset" <= ?`;
  handle.prepare(empty).run(id, from, to);
  handle.prepare('update channels set trimmed = ? where id = ?').run(to, id);
  return to - from;
}
