import type { Entry } from '@atrium/server';
import type { SQLOutputValue } from 'node:sqlite';
import type { Cells } from './calls.ts';
import type { Handle } from './handle.ts';

/** A duplicate that a slow bus still delivers after the source's acknowledgement is known for this long. */
export const RECEIVED_KEPT_MS = 24 * 60 * 60 * 1000;
/** Old keys dropped in one go, so that no acknowledgement pays for a long pause. */
const FORGOTTEN_AT_ONCE = 500;

/** Calls off, then asks for: an entry that does both with one name ends with the timer set. `before` is the offset before the entry's events. */
export function noteEffects(handle: Handle, channel: { readonly id: SQLOutputValue; readonly term: string }, entry: Entry, before: number): void {
  const cancel = (timer: string): unknown => handle.prepare('delete from effects where channel_id = ? and timer = ?').run(channel.id, timer);
  entry.cancels.forEach(cancel);
  for (const { event, index, target, name, body, due, timer } of entry.effects) {
    if (timer !== null) cancel(timer);
    handle
      .prepare('insert into effects (channel_id, term, "offset", idx, target, name, body, due, timer, tries) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)')
      .run(channel.id, channel.term, before + 1 + event, index, target, name, body, due, timer);
  }
  if (!entry.received) return;
  const { channel: source, term, offset, index } = entry.received;
  handle.prepare('insert into received (channel_id, source, term, "offset", idx) values (?, ?, ?, ?, ?)').run(channel.id, source, term, offset, index);
}

/** `done` is (channel, term, offset, index) after one another; `again` has a due time as its fifth. */
export function settle(handle: Handle, done: Cells, again: Cells, now: number): void {
  const key = 'channel_id = (select id from channels where address = ?) and term = ? and "offset" = ? and idx = ?';
  for (let at = 0; at < done.length; at += 4) {
    const effect = done.slice(at, at + 4);
    handle.prepare(`delete from effects where ${key}`).run(...effect);
    handle.prepare('update received set settled_at = ? where source = ? and term = ? and "offset" = ? and idx = ? and settled_at is null').run(now, ...effect);
  }
  for (let at = 0; at < again.length; at += 5) {
    const due = again[at + 4] ?? now;
    handle.prepare(`update effects set due = ?, tries = tries + 1 where ${key}`).run(due, ...again.slice(at, at + 4));
  }
  handle
    .prepare(`delete from received where (channel_id, source, "offset", term, idx) in
      (select channel_id, source, "offset", term, idx from received where settled_at < ? limit ${FORGOTTEN_AT_ONCE})`)
    .run(now - RECEIVED_KEPT_MS);
}
