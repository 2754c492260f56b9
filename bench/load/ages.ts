/**
 * How old it is what a reader knows of things that change: by key, what was said and what it has read. Versions of a key count from 0; times are of
 * one clock.
 */
export class Ages {
  /** By key: when each version was said. */
  readonly #said: number[][] = [];
  /** By key: the version that was read. */
  readonly #known: number[] = [];
  #backwards = 0;

  said(key: number, { version, at }: { readonly version: number; readonly at: number }): void {
    (this.#said[key] ??= [])[version] = at;
  }

  /** Answers with how old the value was when it was read. */
  read(key: number, { version, now }: { readonly version: number; readonly now: number }): number {
    const at = this.#said[key]?.[version];
    if (at === undefined) throw new Error(`Version ${version} of ${key} was read before it was said.`);
    if (version < (this.#known[key] ?? -1)) this.#backwards += 1;
    else this.#known[key] = version;
    return now - at;
  }

  /** Since when something is otherwise than the reader knows: the state that it shows is that old, whichever key one looks at. 0: it knows all. */
  oldest(now: number): number {
    let oldest = 0;
    for (const [key, times] of this.#said.entries()) {
      const unknown = times?.[(this.#known[key] ?? -1) + 1];
      if (unknown !== undefined) oldest = Math.max(oldest, now - unknown);
    }
    return oldest;
  }

  /** Keys of which something newer was said than was read. */
  get behind(): number {
    return this.#said.filter((times, key) => (this.#known[key] ?? -1) < times.length - 1).length;
  }

  /** In words; nothing when all is well. */
  faults(): readonly string[] {
    return this.#backwards > 0 ? [`${this.#backwards} values came after a newer one of the same key`] : [];
  }
}
