import type { BatchEvent, BatchOut } from '../ports/bus.ts';

/** Batches that nothing cuts are one. */
export function merged(batches: readonly BatchOut[]): readonly BatchOut[] {
  if (batches.length === 1) return batches;
  const out: BatchOut[] = [];
  for (const batch of batches) {
    const last = out.at(-1);
    if (last && last.term === batch.term && last.viewers.length === 0 && batch.viewers.length === 0) {
      out[out.length - 1] = { ...last, to: batch.to, events: [...last.events, ...batch.events], redacts: [...last.redacts, ...batch.redacts] };
    } else {
      out.push(batch);
    }
  }
  return out;
}

/** The leading events that make one part of an answer: of one term, since a batch never spans two, and of about `bytes`, at least one. */
export function leadingPart(events: readonly BatchEvent[], bytes: number): readonly BatchEvent[] {
  const term = events[0]?.term;
  let size = 0;
  for (const [index, event] of events.entries()) {
    size += sizeOf(event);
    if (event.term !== term || (index > 0 && size > bytes)) return events.slice(0, index);
  }
  return events;
}

/** Bytes of an event on the wire, about: name, numbers and brackets weigh a hundred beside the body, which is mostly ASCII. */
export const sizeOf = (event: BatchEvent): number => 100 + (event.body?.length ?? 0);
