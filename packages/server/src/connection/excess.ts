import type { Clock } from '../clock.ts';
import type { Turns } from './turns.ts';

/** Milliseconds for which somebody is not listened to, at most: they are to be heard when they come to their senses. */
const MOST_MS = 1000;

/** A frame as it came, or the messages of one that are left for another turn. */
export type Held = string | Uint8Array | readonly unknown[];

export interface ExcessHouse {
  readonly clock: Clock;
  /** All who ask too much share them. */
  readonly turns: Turns;
  readonly closed: boolean;
  /** Handles one frame, or what is left of one. */
  heed(held: Held): void;
  /** Nothing more is read, until it may be. */
  pause(): void;
  resume(): void;
}

/**
 * Who asks faster than they may is answered so, and then not listened to for as long as they would have had to wait: what they say meanwhile stays
 * with the kernel, and at last with them. What was read already is taken up one frame a turn, and of a frame of many lists one, and one connection in a
 * turn however many do it, so that others are heard in between. A flood costs the hub what its rate allows, and not what it takes to refuse it.
 */
export class Excess {
  readonly #house: ExcessHouse;
  #owedMs = 0;
  #isHolding = false;
  /** Read, and not heeded yet: as much as one read from a socket brings. */
  #held: Held[] = [];

  constructor(house: ExcessHouse) {
    this.#house = house;
  }

  get holding(): boolean {
    return this.#isHolding;
  }

  /** Something came so many milliseconds too early. */
  note(ms: number): void {
    this.#owedMs = Math.min(this.#owedMs + ms, MOST_MS);
  }

  hold(payload: string | Uint8Array): void {
    this.#held.push(payload);
  }

  /** What is left of a frame goes before those that came after it. */
  holdRest(messages: readonly unknown[]): void {
    this.#held.unshift(messages);
  }

  /** After each frame that was heeded when it came. */
  settle(): void {
    if ((this.#owedMs === 0 && this.#held.length === 0) || this.#isHolding) return;
    this.#isHolding = true;
    this.#house.pause();
    this.#later();
  }

  #later(): void {
    const ms = this.#owedMs;
    this.#owedMs = 0;
    const { clock, turns } = this.#house;
    const inTurn = (): void => turns.queue(() => this.#next());
    if (ms > 0) clock.after(ms, inTurn);
    else inTurn();
  }

  #next(): void {
    if (this.#house.closed) return void (this.#held = []);
    const held = this.#held.shift();
    if (held === undefined) {
      this.#isHolding = false;
      return this.#house.resume();
    }
    this.#house.heed(held);
    this.#later();
  }
}
