import type { BatchedEvent } from './messages/shapes.ts';

/** An event with its place and time. */
export type WireEvent = BatchedEvent & { readonly o: number; readonly at: number };

/** The events of a batch, with what was left out because the one before says it. */
export function eventsOf({ from, events }: { readonly from: number; readonly events: readonly BatchedEvent[] }): WireEvent[] {
  let o = from - 1;
  let at = 0;
  return events.map((event) => {
    o = event.o ?? o + 1;
    at = event.at ?? at;
    return { ...event, o, at };
  });
}
