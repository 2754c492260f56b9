import { idOf } from '@atrium/protocol';
import type { Clock, Random } from '../clock.ts';
import type { AnyKind, LiveSignal, LiveWorld } from '../kind.ts';

/** Steps of one channel that are made up for, when the process was held up: more would hold it up again. */
const MADE_UP = 5;

export interface LiveHouse {
  readonly clock: Clock;
  readonly random: Random;
  /** The decision state as it stands; undefined while it is being loaded. */
  state(): unknown;
  /** Who is here, those included who vanished a moment ago. */
  here(): ReadonlySet<string>;
  tell(name: string, data: unknown): void;
  command(name: string, input: unknown): void;
  log(what: string, error: unknown): void;
}

/**
 * The live world of one channel, on its owner: steps at a fixed rate while anybody is here. Times of steps are counted from the beginning, so that
 * a late one does not make all that follow late.
 */
export class Live {
  readonly #definition: NonNullable<AnyKind['live']>;
  readonly #channel: string;
  readonly #house: LiveHouse;
  #world: LiveWorld | undefined;
  #callOff: (() => void) | undefined;
  #began = 0;
  #steps = 0;

  constructor(channel: string, definition: NonNullable<AnyKind['live']>, house: LiveHouse) {
    this.#channel = channel;
    this.#definition = definition;
    this.#house = house;
  }

  get running(): boolean {
    return this.#world !== undefined;
  }

  /** Somebody is here: it begins, if it is wanted and has not. */
  wake(): void {
    if (this.#world || this.#house.here().size === 0) return;
    const { clock, random, state, here, tell, command } = this.#house;
    const now = state();
    if (now === undefined || !(this.#definition.wanted?.(now as never) ?? true)) return;
    this.#guarded(() => {
      this.#world = this.#definition.open({
        id: idOf(this.#channel),
        state: state as () => never,
        now: () => clock.now(),
        random: () => random(16),
        here,
        tell,
        command,
      });
    });
    if (!this.#world) return;
    this.#began = clock.now();
    this.#steps = 0;
    this.#next();
  }

  /** True: the world has taken it, and nobody is told. */
  hear(signal: LiveSignal): boolean {
    this.wake();
    let taken = false;
    this.#guarded(() => (taken = this.#world?.heard(signal) ?? false));
    return taken;
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#world = undefined;
  }

  #next(): void {
    const due = this.#began + ((this.#steps + 1) * 1000) / this.#definition.hz;
    this.#callOff = this.#house.clock.after(Math.max(0, due - this.#house.clock.now()), () => this.#due());
  }

  #due(): void {
    this.#callOff = undefined;
    const state = this.#house.state();
    if (this.#house.here().size === 0 || (state !== undefined && !(this.#definition.wanted?.(state as never) ?? true))) return this.stop();
    const { clock } = this.#house;
    const passed = ((clock.now() - this.#began) * this.#definition.hz) / 1000;
    // What the process slept through is gone.
    if (passed - this.#steps > MADE_UP) {
      this.#began += ((Math.floor(passed) - this.#steps - 1) * 1000) / this.#definition.hz;
    }
    this.#guarded(() => {
      do {
        this.#steps += 1;
        this.#world?.step();
      } while (this.#world && this.#steps + 1 <= ((clock.now() - this.#began) * this.#definition.hz) / 1000);
    });
    if (this.#world) this.#next();
  }

  /** A world that throws ends; the next who comes begins another. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#house.log('a live world threw', error);
      this.stop();
    }
  }
}
