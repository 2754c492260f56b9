import { limits } from '@atrium/protocol';
import type { Transport } from '../ports/transport.ts';

/**
 * Bytes sent and not acknowledged, within which state and signals are sent: two steps of a slow reader's acknowledgements, so at 50 kB/s what lies
 * on the way is less than a second old. 500 ms away it is still known as fast as it is.
 */
export const WINDOW_BYTES = 32 * 1024;
/** For a fast reader it is as many steps, which are a quarter of a second each. */
const STEPS = 2;
/** … and at most this: it is old when the same reader turns slow. */
export const WINDOW_BYTES_MOST = 512 * 1024;

/**
 * How much lies between this process and a client: what is queued here, and what was written and not acknowledged. Everything that asks
 * whether to send asks here (ENGINE §8).
 */
export class Window {
  /** Bytes, about, that are to be written in this turn. */
  gathered = 0;
  /**
   * It follows a channel with a state lane: then the log is sent only inside the window too, since what is newest would wait behind it. For all
   * others the log flows as fast as the connection takes it.
   */
  paced = false;
  readonly #transport: Transport;
  readonly #queuedBytes: number;
  #got = 0;
  /** What may lie on the way: what a client takes in a second, as its acknowledgements tell. */
  #most: number = WINDOW_BYTES;
  #turn = false;
  #waiting: (() => void)[] = [];

  /** `queuedBytes`: what may be queued in this process. */
  constructor(transport: Transport, queuedBytes: number) {
    this.#transport = transport;
    this.#queuedBytes = queuedBytes;
  }

  /** Reading stops. */
  get overfull(): boolean {
    return this.#transport.queued > this.#queuedBytes;
  }

  /** Whether this much of the log may be pushed; otherwise it turns to catch-up, in parts. */
  takes(bytes: number): boolean {
    return this.paced ? this.open && bytes <= limits.ackBytes : !this.overfull;
  }

  /** Signals and state may be sent. */
  get open(): boolean {
    return this.#transport.written + this.gathered - this.#got < this.#most && !this.overfull;
  }

  get partBytes(): number {
    return this.paced ? limits.ackBytes : limits.partBytes;
  }

  /** False when more is acknowledged than was sent. */
  acknowledge(bytes: number): boolean {
    if (bytes > this.#transport.written) return false;
    this.#most = Math.min(Math.max(STEPS * (bytes - this.#got), WINDOW_BYTES), WINDOW_BYTES_MOST);
    this.#got = Math.max(this.#got, bytes);
    return true;
  }

  roomy(): Promise<void> {
    if (this.#isRoomy && this.#waiting.length === 0) return Promise.resolve();
    queueMicrotask(() => this.letGo());
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Every other time. */
  takesTurn(): boolean {
    return (this.#turn = !this.#turn);
  }

  /** Those who wait go on: inside the window one at a time, since each sends as much as there is room for. */
  letGo(): void {
    if (!this.#isRoomy) return;
    const going = this.paced ? this.#waiting.splice(0, 1) : this.#waiting.splice(0);
    for (const go of going) go();
    // After the one who goes has sent what it has: what it leaves free is for the next.
    if (this.#waiting.length > 0) queueMicrotask(() => this.letGo());
  }

  /** The connection is closed: nobody waits any longer. */
  giveUp(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  get #isRoomy(): boolean {
    return this.paced ? this.open : this.#transport.queued <= limits.partBytes;
  }
}
