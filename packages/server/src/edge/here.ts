import type { Here } from '../ports/bus.ts';

/** Who is in a channel, as its owner told this node. */
export class HereList {
  readonly #people = new Map<string, Here['devices']>();

  all(): Here[] {
    return [...this.#people].map(([who, devices]) => ({ who, devices }));
  }

  change({ here, gone }: { readonly here: readonly Here[]; readonly gone: readonly string[] }): void {
    for (const { who, devices } of here) this.#people.set(who, devices);
    for (const who of gone) this.#people.delete(who);
  }

  /** Takes the whole list, and says what is other than before. */
  replace(all: readonly Here[]): { readonly here: readonly Here[]; readonly gone: readonly string[] } {
    const here = all.filter(({ who, devices }) => JSON.stringify(this.#people.get(who)) !== JSON.stringify(devices));
    const present = new Set(all.map(({ who }) => who));
    const gone = [...this.#people.keys()].filter((who) => !present.has(who));
    this.change({ here, gone });
    return { here, gone };
  }
}
