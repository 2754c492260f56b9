import type { Random } from '@atrium/server';

/** A seed's randomness. Each part of a world draws from a stream of its own, so that one part's draw does not move another's. */
export class Seeded {
  readonly #seed: number;
  #state: number;

  constructor(seed: number, stream = '') {
    // FNV-1a over the stream's name, so that streams of one seed are unlike each other.
    let hash = 0x811c9dc5 ^ seed;
    for (const letter of `${stream}|${seed}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    this.#seed = seed;
    this.#state = hash >>> 0;
  }

  stream(name: string): Seeded {
    return new Seeded(this.#seed, name);
  }

  /** From 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both possible. */
  between([least, most]: readonly [least: number, most: number]): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** As the server's Random port: bytes as hexadecimal digits. */
  readonly hex: Random = (bytes) => {
    let digits = '';
    for (let at = 0; at < bytes; at++)
      digits += Math.floor(this.next() * 256)
        .toString(16)
        .padStart(2, '0');
    return digits;
  };
}
