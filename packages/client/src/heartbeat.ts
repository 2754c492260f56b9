import type { Clock } from './surroundings.ts';

/** Milliseconds in which a hub that is there answers a beat, also over a phone's radio that has to wake up. */
export const PROBE_WITHIN_MS = 5_000;

/**
 * Keeps a quiet connection alive, and finds a half-dead one: a browser that is set off line, or a laptop that slept, keeps its socket
 * open. Any traffic counts, in both directions.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #beat: () => void;
  readonly #silent: () => void;
  #sentAt: number;
  #heardAt: number;
  #callOff: () => void = () => {};
  #callOffProbe: (() => void) | undefined;

  constructor({ clock, everyMs, beat, silent }: { clock: Clock; everyMs: number; beat: () => void; silent: () => void }) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#beat = beat;
    this.#silent = silent;
    this.#sentAt = this.#heardAt = clock.now();
    this.#wait();
  }

  sent(): void {
    this.#sentAt = this.#clock.now();
  }

  heard(): void {
    const now = (this.#heardAt = this.#clock.now());
    this.#callOffProbe?.();
    this.#callOffProbe = undefined;
    // A window that nobody looks at has its timers held back, to one a minute: too few for the hub. What it hears is not held back.
    if (now - this.#sentAt >= this.#everyMs / 2) {
      this.#sentAt = now;
      this.#beat();
    }
  }

  /** Is anybody there? For when there is reason to doubt: the machine slept, the network changed, a person looks again. */
  probe(): void {
    // Nothing was said for so long that the hub has given it up.
    if (this.#clock.now() - this.#sentAt > 3 * this.#everyMs) return this.#silent();
    if (this.#callOffProbe) return;
    this.#callOffProbe = this.#clock.after(PROBE_WITHIN_MS, this.#silent);
    this.#beat();
  }

  stop(): void {
    this.#callOff();
    this.#callOffProbe?.();
  }

  // Looks twice per interval, so that nothing sent for half of one is noticed well before the whole is over.
  #wait(): void {
    const due = this.#clock.now() + this.#everyMs / 2;
    this.#callOff = this.#clock.after(this.#everyMs / 2, () => {
      const now = this.#clock.now();
      this.#wait();
      // The clock jumped: the machine slept, or was set right, and when it last heard says nothing about now.
      if (Math.abs(now - due) > this.#everyMs) {
        this.#heardAt = now;
        return this.probe();
      }
      if (now - this.#heardAt >= 2 * this.#everyMs) return this.#silent();
      if (now - this.#sentAt >= this.#everyMs / 2) this.#beat();
    });
  }
}
