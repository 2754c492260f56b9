import type { ClientRow, DueEffect, EffectKey, LoadedChannel, StoredEvent } from '@atrium/server';
import type { Cell, Cells } from './calls.ts';

/** A position as the port says it; the package of positions is not needed for two values. */
export const positionOf = (term: string, offset: number): readonly [term: string, offset: number] => [term, offset];

const textOrNull = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell));

export function eventOf([offset, term, name, version, at, tag, n, audience, body]: Cells): StoredEvent {
  return {
    offset: Number(offset),
    term: String(term),
    name: String(name),
    version: Number(version),
    at: Number(at),
    by: tag === null ? null : [Number(tag), Number(n)],
    audience: textOrNull(audience),
    body: textOrNull(body),
  };
}

export const keysOf = ([channel, term, offset, index]: Cells): EffectKey => ({
  channel: String(channel),
  term: String(term),
  offset: Number(offset),
  index: Number(index),
});

export function checkpointOf([version, term, offset, body]: Cells): NonNullable<LoadedChannel['checkpoint']> {
  if (!(body instanceof Uint8Array)) throw new TypeError('A checkpoint has no body.');
  return { version: Number(version), body, at: positionOf(String(term), Number(offset)) };
}

export const clientOf = ([last, settled, tag]: Cells, replies: readonly Cells[]): ClientRow => ({
  last: Number(last),
  settled: Number(settled),
  tag: Number(tag),
  replies: replies.map(([n, hmac, term, offset, body]) => ({
    n: Number(n),
    hmac: String(hmac),
    at: positionOf(String(term), Number(offset)),
    body: String(body),
  })),
});

export function dueEffectOf(cells: Cells): DueEffect {
  const [, , , , target, name, body, due, tries] = cells;
  return { ...keysOf(cells), target: String(target), name: String(name), body: String(body), due: Number(due), tries: Number(tries) };
}
