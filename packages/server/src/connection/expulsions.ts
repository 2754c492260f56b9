import type { Clock } from '../clock.ts';
import type { Rate } from './bucket.ts';

/** Milliseconds after which anybody is let in again, whatever they did: the program that misbehaves may have been mended. */
const MOST_MS = 60_000;
/** How many people are remembered; the oldest goes first. */
const PEOPLE = 10_000;

/**
 * Who was expelled for what they sent, so that a new connection does not give back what the last one has used up: `burst` times nobody minds, then each
 * costs a wait. By person, and not by address: others behind the same address have not done it. It is the generic cell rate algorithm (ITU-T I.371),
 * which needs one number a person.
 */
export class Expulsions {
  readonly #clock: Clock;
  readonly #eachMs: number;
  readonly #toleratedMs: number;
  /** By identity: when it would all be forgotten. */
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, { perSecond, burst }: Rate) {
    this.#clock = clock;
    this.#eachMs = 1000 / perSecond;
    this.#toleratedMs = burst * this.#eachMs;
  }

  note(identity: string): void {
    const now = this.#clock.now();
    const until = Math.max(this.#until.get(identity) ?? 0, now) + this.#eachMs;
    this.#until.delete(identity);
    if (this.#until.size >= PEOPLE) this.#until.delete(this.#until.keys().next().value!);
    this.#until.set(identity, Math.min(until, now + this.#toleratedMs + MOST_MS));
  }

  /** Milliseconds until this person is let in again; 0: now. */
  wait(identity: string): number {
    const until = this.#until.get(identity);
    if (until === undefined) return 0;
    const left = until - this.#clock.now();
    if (left <= 0) this.#until.delete(identity);
    return Math.max(0, Math.ceil(left - this.#toleratedMs));
  }
}
