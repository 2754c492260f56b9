import type { Here } from '../ports/bus.ts';

/** Who is in a channel, as its owner told this node; in a crowd some of them, and how many there are. */
export class HereList {
  readonly #people = new Map<string, Here['devices']>();
  #count: number | undefined;

  all(): { readonly here: Here[]; readonly count?: number } {
    return { here: [...this.#people].map(([who, devices]) => ({ who, devices })), ...(this.#count !== undefined && { count: this.#count }) };
  }

  change({ here, gone, count }: { readonly here: readonly Here[]; readonly gone: readonly string[]; readonly count?: number | undefined }): void {
    for (const { who, devices } of here) this.#people.set(who, devices);
    for (const who of gone) this.#people.delete(who);
    this.#count = count;
  }

  /** Takes the whole list, and says what is other than before. */
  replace(all: readonly Here[], count: number | undefined): { readonly here: readonly Here[]; readonly gone: readonly string[]; readonly isOther: boolean } {
    const here = all.filter(({ who, devices }) => JSON.stringify(this.#people.get(who)) !== JSON.stringify(devices));
    const present = new Set(all.map(({ who }) => who));
    const gone = [...this.#people.keys()].filter((who) => !present.has(who));
    const isOther = here.length + gone.length > 0 || count !== this.#count;
    this.change({ here, gone, count });
    return { here, gone, isOther };
  }
}
