import type { Cells } from './calls.ts';
import type { Handle } from './handle.ts';
import { rowsOf } from './table.ts';

/**
 * Rows that stay, emptied, between those that are deleted and the nearest one that may hold text. Deleting makes SQLite join the page with its
 * neighbours, two at most, which leaves copies of what it moves (schema.ts); an emptied row takes 22 bytes at least, so three pages of 4,096 bytes
 * hold fewer than 560 of them.
 */
const MARGIN = 1_000;
/** Rows looked at in one go for what can be deleted: a few milliseconds of the writer. */
const LOOKED_AT = 20_000;

/**
 * Takes the oldest events of a channel out of its log, never past its checkpoint. Their rows are emptied, which takes the text; those that
 * have only emptied ones for neighbours are deleted, which gives the room back.
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
  const emptied = rowsOf(
    handle.prepare(
      `update events set term = '', name = '', at = 0, audience = null, body = null where channel_id = ? and "offset" > ? and "offset" <= ? returning id`,
    ),
    [id, from, to],
  );
  handle.prepare('update channels set trimmed = ? where id = ?').run(to, id);
  giveBack(
    handle,
    emptied.map(([event]) => Number(event)).toSorted((a, b) => a - b),
  );
  return to - from;
}

/** Deletes what has become deletable around these rows. */
function giveBack(handle: Handle, emptied: readonly number[]): void {
  // The end is where rows are added, and its number must not be given again.
  const end = Number(handle.prepare('select max(id) as id from events').get()?.['id'] ?? 0);
  let looked = 0;
  for (const { first, last } of neighbourhoods(emptied)) {
    looked += last - first;
    if (looked > LOOKED_AT) return;
    const rows = rowsOf(handle.prepare(`select id, name <> '', channel_id, tag, n from events where id >= ? and id <= ? order by id`), [
      first - 2 * MARGIN,
      last + 2 * MARGIN,
    ]);
    const forget = handle.prepare('delete from events where id = ?');
    for (const id of deletable(handle, rows, { first, last, end })) forget.run(id);
  }
}

/** Numbers that lie near each other, together. */
function neighbourhoods(ids: readonly number[]): readonly { readonly first: number; readonly last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (const id of ids) {
    const near = found.at(-1);
    if (near && id - near.last <= 2 * MARGIN) near.last = id;
    else found.push({ first: id, last: id });
  }
  return found;
}

/**
 * Numbers were given one after another, so every row within the margin of one that lives is still there, and a row beyond it of all that live
 * may go: whatever was deleted before does not make the margin thinner.
 */
function deletable(
  handle: Handle,
  rows: readonly Cells[],
  { first, last, end }: { readonly first: number; readonly last: number; readonly end: number },
): readonly number[] {
  const living = rows.filter(([, lives]) => lives === 1).map(([id]) => Number(id));
  const answers = new Answered(handle);
  const found: number[] = [];
  let next = 0;
  for (const [cell, lives, channel, tag, n] of rows) {
    const id = Number(cell);
    while (next < living.length && (living[next] ?? 0) < id) next += 1;
    const before = living[next - 1] ?? Number.NEGATIVE_INFINITY;
    const after = Math.min(living[next] ?? Number.POSITIVE_INFINITY, end);
    if (lives === 1 || id < first - MARGIN || id > last + MARGIN || id - before <= MARGIN || after - id <= MARGIN) continue;
    if (!answers.has(Number(channel), `${String(tag)} ${String(n)}`)) found.push(id);
  }
  return found;
}

/** Commands whose reply is kept: a later deletion finds the reply by the event. */
class Answered {
  readonly #handle: Handle;
  readonly #byChannel = new Map<number, ReadonlySet<string>>();

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  has(channel: number, command: string): boolean {
    let known = this.#byChannel.get(channel);
    if (!known) {
      const rows = rowsOf(this.#handle.prepare('select c.tag, r.n from clients c join replies r on r.client_id = c.id where c.channel_id = ?'), [channel]);
      known = new Set(rows.map(([tag, n]) => `${String(tag)} ${String(n)}`));
      this.#byChannel.set(channel, known);
    }
    return known.has(command);
  }
}
