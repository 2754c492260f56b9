import { type Clock, systemClock } from '../../packages/server/src/index.ts';

/** It is always this Thursday morning, in browser and server alike. */
export const ZONE = 'Europe/Amsterdam';
export const MIDNIGHT = Date.parse('2026-05-14T00:00:00+02:00');
export const NOW = Date.parse('2026-05-14T09:24:00+02:00');

/** The server's clock: it stands where it was set, and only its timers run. */
export class StageClock implements Clock {
  #now = NOW;

  readonly soon = systemClock.soon;
  readonly after = systemClock.after;
  now(): number {
    return this.#now;
  }
  setTo(at: number): void {
    this.#now = at;
  }
}
