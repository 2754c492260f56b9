import { parse, type AnyContract } from '@atrium/protocol';
import { fitting } from './fold.ts';
import { clientLimits } from './limits.ts';
import type { Clock } from './surroundings.ts';

/** Somebody's signal that is still in force. */
export interface Received {
  readonly who: string;
  readonly device: string;
  readonly data: unknown;
}
interface Kept extends Received {
  readonly until: number;
}

const NONE: readonly Received[] = [];

/** The signals of one channel: newest per sender and key, forgotten after the contract's time. */
export class Signals {
  readonly #contract: AnyContract;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #kept = new Map<string, Map<string, Kept>>();
  readonly #lists = new Map<string, readonly Received[]>();
  #callOff: (() => void) | undefined;

  constructor({ contract, clock, changed }: { contract: AnyContract; clock: Clock; changed: () => void }) {
    this.#contract = contract;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Those in force, oldest sender first; the same list while nothing changes. */
  of(name: string): readonly Received[] {
    const kept = this.#kept.get(name);
    if (!kept || kept.size === 0) return NONE;
    let list = this.#lists.get(name);
    if (!list) this.#lists.set(name, (list = [...kept.values()].map(({ who, device, data }) => ({ who, device, data }))));
    return list;
  }

  /** The signal as it is told, or undefined when the contract does not know it or it does not fit. */
  take({ name, who, device, data }: Received & { readonly name: string }): Received | undefined {
    const shape = Object.hasOwn(this.#contract.signals, name) ? this.#contract.signals[name] : undefined;
    const fits = shape && fitting(() => parse(shape.data, data));
    if (!fits) return undefined;
    const received = { who, device, data: fits.value };
    const kept = this.#kept.get(name) ?? new Map<string, Kept>();
    this.#kept.set(name, kept);
    const key = `${who} ${device} ${shape.key ? shape.key(fits.value as never) : ''}`;
    if (!kept.has(key) && kept.size >= clientLimits.signals) kept.delete(kept.keys().next().value as string);
    kept.set(key, { ...received, until: this.#clock.now() + shape.ttlMs });
    this.#lists.delete(name);
    this.#changed();
    this.#wait();
    return received;
  }

  /** What somebody signalled ends with what they did, such as posting. */
  forget(): void {
    this.#kept.clear();
    this.#lists.clear();
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #wait(): void {
    if (this.#callOff) return;
    let first = Infinity;
    for (const kept of this.#kept.values()) for (const { until } of kept.values()) first = Math.min(first, until);
    if (first === Infinity) return;
    this.#callOff = this.#clock.after(Math.max(first - this.#clock.now(), 1), () => {
      this.#callOff = undefined;
      this.#expire(this.#clock.now());
      this.#wait();
    });
  }

  #expire(now: number): void {
    for (const [name, kept] of this.#kept) {
      for (const [key, { until }] of kept) {
        if (until > now) continue;
        kept.delete(key);
        this.#lists.delete(name);
        this.#changed();
      }
    }
  }
}
