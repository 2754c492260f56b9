import { parse, type AnyContract, type FromHub } from '@atrium/protocol';
import { fitting } from './fold.ts';

type StateMessage = Extract<FromHub, { t: 'state' }>;
type Values = Map<string, Map<string, unknown>>;

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** This client's copy of one channel's state lane: per name, what stands under each key. */
export class Standing {
  readonly #contract: AnyContract;
  readonly #shown = new Map<string, ReadonlyMap<string, unknown>>();
  #values: Values = new Map();
  /** Parts of what is told that are here, until the last is. */
  #parts: StateMessage[] = [];
  /** The offset as of which it is; undefined until everything was told once. */
  at: number | undefined;

  constructor(contract: AnyContract) {
    this.#contract = contract;
  }

  /** The same map while nothing under the name changes. */
  of(name: string): ReadonlyMap<string, unknown> {
    const shown = this.#shown.get(name) ?? new Map(this.#values.get(name) ?? NOTHING);
    this.#shown.set(name, shown);
    return shown;
  }

  /** The connection is gone, and with it what was on its way. */
  cut(): void {
    this.#parts = [];
  }

  /** `tell` hears of every key that was set or removed, when all parts are here. */
  take(message: StateMessage, tell: (name: string, key: string, value: unknown) => void): void {
    if (message.all) this.cut();
    this.#parts.push(message);
    if (message.more) return;
    const parts = this.#parts;
    this.cut();
    const before = this.#values;
    const all = parts[0]?.all;
    if (!all && this.at === undefined) return;
    if (all) this.#values = new Map();
    this.at = message.at[1];
    const told: (readonly [name: string, key: string])[] = [];
    for (const { set, gone = {} } of parts) {
      for (const name in set) for (const [key, value] of set[name] ?? []) if (this.#put(name, key, value)) told.push([name, key]);
      for (const name in gone) for (const key of gone[name] ?? []) if (this.#values.get(name)?.delete(key)) told.push([name, key]);
    }
    if (all) for (const [name, values] of before) for (const key of values.keys()) if (!this.#values.get(name)?.has(key)) told.push([name, key]);
    for (const [name] of told) this.#shown.delete(name);
    for (const [name, key] of told) tell(name, key, this.#values.get(name)?.get(key));
  }

  /** False when the contract does not know it, or it does not fit. */
  #put(name: string, key: string, value: unknown): boolean {
    const schema = Object.hasOwn(this.#contract.state, name) && this.#contract.state[name];
    const fits = schema && fitting(() => parse(schema, value));
    if (!fits) return false;
    const values = this.#values.get(name) ?? new Map<string, unknown>();
    this.#values.set(name, values.set(key, fits.value));
    return true;
  }
}
