import type { Checkpoint, LoadedChannel } from '@atrium/server';
import type { SQLOutputValue } from 'node:sqlite';
import type { Handle } from './handle.ts';

/** The newest decision state of a channel takes the place of the one before. It may hold text, so its body is a new row each time: schema.ts says why. */
export function keepCheckpoint(handle: Handle, channel: SQLOutputValue, { version, body, at }: Checkpoint & NonNullable<LoadedChannel['checkpoint']>): void {
  emptyBody(handle, channel);
  const { lastInsertRowid } = handle.prepare('insert into checkpoint_bodies (body) values (?)').run(body);
  handle
    .prepare('insert or replace into checkpoints (channel_id, version, term, "offset", body) values (?, ?, ?, ?, ?)')
    .run(channel, version, at[0], at[1], lastInsertRowid);
}

/**
 * After a deletion: the state from before it may hold the deleted text. Where the log was trimmed there would be nothing left to load the
 * channel from, so there the entry fails unless it brings a checkpoint of its own.
 */
export function dropCheckpoint(handle: Handle, channel: SQLOutputValue): void {
  if (Number(handle.prepare('select trimmed from channels where id = ?').get(channel)?.['trimmed'] ?? 0) > 0)
    throw new Error('A deletion in a channel whose log was trimmed has to bring a checkpoint.');
  emptyBody(handle, channel);
  handle.prepare('delete from checkpoints where channel_id = ?').run(channel);
}

const emptyBody = (handle: Handle, channel: SQLOutputValue): unknown =>
  handle.prepare('update checkpoint_bodies set body = null where id = (select body from checkpoints where channel_id = ?)').run(channel);
