import type { Notice } from './calls.ts';

/** Deletions that come together are erased together. */
const SOON_MS = 50;
/** Until a reader has let go; the promise is 5 s, and a read transaction ends after 1 s. */
const AGAIN_MS = 250;
/** From here on the main thread is asked to hold new reads back for a moment: else overlapping reads could keep the WAL for ever. */
const HELD_BACK_ATTEMPTS = 3;
/** 5 s: our own readers are long gone, so it is another program that reads. */
const HELD_BACK_LONG_ATTEMPTS = 20;

/**
 * Empties the WAL after something was deleted: the deleted text stands in its older frames until a TRUNCATE checkpoint, which has to wait
 * for every reader that looks at them.
 */
export class Erasing {
  readonly #truncate: () => boolean;
  readonly #notice: (what: Extract<Notice, string>) => void;
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;

  /** `truncate` answers whether the WAL is empty. */
  constructor(truncate: () => boolean, notice: (what: Extract<Notice, string>) => void) {
    this.#truncate = truncate;
    this.#notice = notice;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.#try(), SOON_MS);
  }

  /** Now, because nobody reads. */
  now(): boolean {
    if (!this.#truncate()) return false;
    if (this.#attempts >= HELD_BACK_LONG_ATTEMPTS) this.#notice('let-go');
    this.stop();
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempts = 0;
  }

  #try(): void {
    if (this.now()) return;
    this.#attempts += 1;
    const foreign = this.#attempts >= HELD_BACK_LONG_ATTEMPTS;
    // While somebody else holds it, our own readers pause only now and then: it would not help.
    if (foreign ? this.#attempts % HELD_BACK_LONG_ATTEMPTS === 0 : this.#attempts >= HELD_BACK_ATTEMPTS) this.#notice('held-back');
    if (this.#attempts === HELD_BACK_LONG_ATTEMPTS) this.#notice('held-back-long');
    this.#timer = setTimeout(() => this.#try(), AGAIN_MS);
  }
}
