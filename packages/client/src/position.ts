import type { Position } from '@atrium/protocol';

/** Terms begin with a number that grows with every load of the channel. */
const termNumber = (position: Position): number => Number.parseInt(position[0], 10) || 0;

/**
 * Does who stands at `here` have everything up to `at`? A place of a later term covers an earlier term's: what of that is not in it
 * was lost with a log that parted, and will not come.
 */
export const covers = (here: Position, at: Position): boolean => here[1] >= at[1] || termNumber(here) > termNumber(at);
