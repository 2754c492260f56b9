import type { SQLOutputValue } from 'node:sqlite';
import type { Handle } from './handle.ts';

/**
 * Takes the bodies of these events, and the content of the stored replies of the commands that made them: those that name the event as
 * their position, and those of the client that the event says it is by. A refusal stays, or its repeat would be told that it was accepted.
 */
export function redact(handle: Handle, channel: SQLOutputValue, offsets: readonly number[]): void {
  const event = handle.prepare('update events set body = null where channel_id = ? and "offset" = ? returning tag, n');
  const reply = handle.prepare(`
    update replies set body = '{"reply":null}'
    where client_id in (select id from clients where channel_id = ?1)
      and ("offset" = ?2 or (n = ?4 and client_id in (select id from clients where channel_id = ?1 and tag = ?3)))
      and json_type(body, '$.error') is null
  `);
  for (const offset of offsets) {
    const by = event.get(channel, offset);
    if (by) reply.run(channel, offset, by['tag'] ?? null, by['n'] ?? null);
  }
}
