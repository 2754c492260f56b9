import type { Turns } from './turns.ts';

/**
 * What a connection asked for and is to begin: in the order in which it was asked for, so many side by side, so that the first is done before the last is
 * begun, and one connection takes no more at once than its share. With `turns`, which all connections share, what had to wait begins one a turn. What is named again before it began is begun once, as it was asked for last.
 */
export class SideBySide {
  readonly #most: number;
  readonly #mayBegin: () => boolean;
  readonly #turns: Turns | undefined;
  /** It has a turn to come. */
  #isQueued = false;
  #underWay = 0;
  /** Most connections wait for nothing, for hours. */
  #waiting: Map<string, () => void> | undefined;

  constructor(most: number, { mayBegin = () => true, turns }: { readonly mayBegin?: () => boolean; readonly turns?: Turns } = {}) {
    this.#most = most;
    this.#mayBegin = mayBegin;
    this.#turns = turns;
  }

  get waiting(): number {
    return this.#waiting?.size ?? 0;
  }

  has(name: string): boolean {
    return this.#waiting?.has(name) ?? false;
  }

  /** `begin` is called now or later; whoever gave it says `done` when it has come to its end. */
  add(name: string, begin: () => void): void {
    if (!this.#waiting && this.#isFree) {
      this.#underWay += 1;
      begin();
    } else (this.#waiting ??= new Map()).set(name, begin);
  }

  get #isFree(): boolean {
    return this.#underWay < this.#most && this.#mayBegin();
  }

  /** It is not wanted any more. */
  drop(name: string): void {
    this.#waiting?.delete(name);
  }

  done(): void {
    this.#underWay -= 1;
  }

  /** Begins what may be begun. */
  go(): void {
    if (!this.#turns) while (this.#next());
    else if (!this.#isQueued && this.#waiting && this.#isFree) {
      this.#isQueued = true;
      this.#turns.queue(() => {
        this.#isQueued = false;
        if (this.#next()) this.go();
      });
    }
  }

  #next(): boolean {
    const [first] = this.#waiting ?? [];
    if (!first || !this.#isFree) return false;
    const [name, begin] = first;
    this.#waiting?.delete(name);
    if (this.#waiting?.size === 0) this.#waiting = undefined;
    this.#underWay += 1;
    begin();
    return true;
  }

  clear(): void {
    this.#waiting = undefined;
  }
}
