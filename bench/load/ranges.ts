/** A message of Atrium that moves a reader in a channel's log, as far as it does. */
interface Moves {
  readonly t: string;
  readonly from?: number;
  readonly to?: number;
  readonly outcome?: string;
  readonly last?: boolean;
  readonly at?: readonly [term: string, offset: number];
}

/** Whether the ranges of one channel's batches, and its snapshots, lead a reader from one offset to the next without a gap (docs/PROTOCOL.md §4). */
export class Ranges {
  /** Undefined until it was let in. */
  #at: number | undefined;
  #gaps = 0;
  #repeats = 0;

  /** The offset at which the reader stands. */
  get at(): number {
    return this.#at ?? 0;
  }

  /** The messages of one frame. */
  saw(text: string): void {
    // Batches are long, and begin with what counts.
    const batch = /^\{"t":"batch","ch":\d+,"term":"[^"]*","from":(\d+),"to":(\d+),/.exec(text);
    if (batch) return this.#batch(Number(batch[1]), Number(batch[2]));
    if (!/"t":"(?:batch|snapshot)"/.test(text)) return;
    // Of the server under measurement, whose messages have this shape.
    for (const message of [JSON.parse(text) as Moves | Moves[]].flat()) {
      if (message.t === 'batch') this.#batch(message.from ?? 0, message.to ?? 0);
      else if (message.t === 'snapshot' && message.last && message.at) this.#at = message.at[1];
    }
  }

  #batch(from: number, to: number): void {
    const at = this.#at ?? 0;
    if (from > at + 1) this.#gaps += 1;
    else if (from <= at) this.#repeats += 1;
    this.#at = Math.max(at, to);
  }

  /** In words; nothing when all is well. */
  faults(): readonly string[] {
    return [
      ...(this.#gaps > 0 ? [`${this.#gaps} batches came after a gap`] : []),
      ...(this.#repeats > 0 ? [`${this.#repeats} batches came again`] : []),
    ];
  }
}
