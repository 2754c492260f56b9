/** Milliseconds since the epoch. Handed in, so that tests say what time it is. */
export type Clock = () => number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
