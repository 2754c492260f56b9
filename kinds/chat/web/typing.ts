/** A signal of writing is repeated while somebody writes, at most this often. */
export const TYPING_EVERY_MS = 3_000;
/** Without another signal it is over after this long. */
export const TYPING_SHOWN_MS = 5_000;

/** Who is writing: person and the moment at which it is over. Whoever has posted is not writing any more. */
export class TypingTracker {
  #until = new Map<string, number>();

  heard(who: string, now: number): void {
    this.#until.set(who, now + TYPING_SHOWN_MS);
  }

  posted(who: string): void {
    this.#until.delete(who);
  }

  /** In the order in which they began. */
  now(now: number): readonly string[] {
    for (const [who, until] of this.#until) if (until <= now) this.#until.delete(who);
    return [...this.#until.keys()];
  }

  /** When the list changes next by itself. */
  get next(): number | undefined {
    return this.#until.size === 0 ? undefined : Math.min(...this.#until.values());
  }
}

/** Says so at most every three seconds. */
export class TypingThrottle {
  #last = -Infinity;

  due(now: number): boolean {
    if (now - this.#last < TYPING_EVERY_MS) return false;
    this.#last = now;
    return true;
  }

  /** After a message was sent, the next letter is news again. */
  reset(): void {
    this.#last = -Infinity;
  }
}
