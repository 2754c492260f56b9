import type { Bus, BusMessage, Clock } from '@atrium/server';
import type { Seeded } from './random.ts';

/** What may happen to a message between two nodes, each with its probability. */
export interface BusFaults {
  readonly drop?: number;
  readonly twice?: number;
  /** Milliseconds on the way, from..to: messages overtake each other. */
  readonly delayMs?: readonly [least: number, most: number];
}

/** The wire between the nodes of a world: it loses, doubles and delays what it carries, as a seed has it. Everything goes through JSON. */
export class BusDouble {
  readonly #clock: Clock;
  readonly #random: Seeded;
  readonly #nodes = new Map<string, (from: string, message: BusMessage) => void>();
  faults: BusFaults;

  constructor({ clock, random, faults = {} }: { readonly clock: Clock; readonly random: Seeded; readonly faults?: BusFaults }) {
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
  }

  node(name: string): Bus {
    return {
      node: name,
      send: (to, message) => this.#send(name, to, message),
      receive: (handler) => void this.#nodes.set(name, handler),
      close: async () => void this.#nodes.delete(name),
    };
  }

  /** A killed node hears nothing any more. */
  silence(name: string): void {
    this.#nodes.delete(name);
  }

  #send(from: string, to: string, message: BusMessage): void {
    // A node hears itself in the same turn, as with the local bus.
    if (from === to) return this.#nodes.get(to)?.(from, message);
    const { drop = 0, twice = 0, delayMs = [1, 1] } = this.faults;
    const text = JSON.stringify(message);
    const times = this.#random.chance(drop) ? 0 : this.#random.chance(twice) ? 2 : 1;
    for (let time = 0; time < times; time++)
      this.#clock.after(this.#random.between(delayMs), () => this.#nodes.get(to)?.(from, JSON.parse(text) as BusMessage));
  }
}
