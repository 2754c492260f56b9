import type { SQLOutputValue } from 'node:sqlite';
import type { Handle } from './handle.ts';

/**
 * Takes the bodies of these events, and the content of the stored replies of the commands that made them: those that name the event as
 * their position, and those of the client that the event says it is by. A refusal stays, or its repeat would be told that it was accepted.
 */
export function redact(handle: Handle, channel: SQLOutputValue, offsets: readonly number[]): void {
  const event = handle.prepare('update events set body = null where channel_id = ? and "offset" = ? returning tag, n');
  const reply = handle.prepare(`
    update answers set body = null
    where id in (
      select r.answer from clients c join replies r on r.client_id = c.id
      where c.channel_id = ?1 and (r."offset" = ?2 or (c.tag = ?3 and r.n = ?4))
    ) and json_type(body, '$.error') is null
  `);
  for (const offset of offsets) {
    const by = event.get(channel, offset);
    reply.run(channel, offset, by?.['tag'] ?? null, by?.['n'] ?? null);
  }
}
