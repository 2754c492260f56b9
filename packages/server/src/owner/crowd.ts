import type { Here } from '../ports/bus.ts';

/** People above whom a list is a crowd, and at or below whom it is exact again: not the same number, so that one who comes and goes does not tell everybody everything. */
export const CROWD = { from: 200, until: 150 };
/** People of a crowd who are listed: as many faces as anybody looks at. */
const SAMPLE = 50;
/** Milliseconds between two tellings of a crowd. */
const EVERY_MS = 1000;

export interface Told {
  /** It replaces what was known. */
  readonly all: boolean;
  readonly here: readonly Here[];
  readonly gone: readonly string[];
  /** In a crowd: how many there are, of whom `here` lists some. */
  readonly count?: number;
}

/** More people than anybody reads: some of them, who stay the same while they are here, and how many there are. */
export class Crowd {
  readonly sample = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();
  #toldCount: number | undefined;
  #toldAt = 0;
  /** There is something to tell that was too soon. */
  busy = true;

  note(changed: Iterable<string>, gone: Iterable<string>): void {
    for (const who of changed) if (this.sample.has(who)) this.#changed.add(who);
    for (const who of gone) {
      if (!this.sample.delete(who)) continue;
      this.#changed.delete(who);
      this.#gone.add(who);
    }
  }

  changes(now: number, people: Iterable<string>, count: number, entry: (who: string) => readonly Here[]): Told | undefined {
    const isFirst = this.#toldCount === undefined;
    this.busy = count !== this.#toldCount || this.#changed.size + this.#gone.size > 0;
    if (!this.busy || (!isFirst && now - this.#toldAt < EVERY_MS)) return undefined;
    for (const who of people) {
      if (this.sample.size >= SAMPLE) break;
      if (this.sample.has(who)) continue;
      this.sample.add(who);
      this.#changed.add(who);
    }
    const told = { all: isFirst, here: [...this.#changed].flatMap(entry), gone: [...this.#gone].filter((who) => !this.sample.has(who)), count };
    this.#changed.clear();
    this.#gone.clear();
    this.#toldCount = count;
    this.#toldAt = now;
    this.busy = false;
    return told;
  }
}
