/** Milliseconds: the first wait is up to this; a blip is over by then and a person has not noticed. */
const BASE_MS = 500;
/**
 * Milliseconds: no wait is longer. A hub that comes back is found within ten seconds by everyone, five on average, and 500 people
 * spread over it are 50 handshakes a second, which one node takes.
 */
const CAP_MS = 10_000;

/** Exponential with full jitter, at the cap too: clients that were cut together do not come back together. `attempt` counts from 0. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 30)));
}

/** When a draining hub says 'come back in afterMs', its clients spread over as long again, at least half a second. */
export const drainedMs = (afterMs: number, random: () => number): number => Math.round(afterMs + random() * Math.max(afterMs, BASE_MS));
