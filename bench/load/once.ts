/** Who got which of one speaker's messages, numbered from 0, across all their connections: what is missing, what came again, and what came in another order. */
export class Once {
  readonly #seen: Uint8Array[];
  readonly #counts: number[];
  readonly #last: number[];
  #repeats = 0;
  #swaps = 0;
  total = 0;

  /** `most`: messages at most. */
  constructor(seats: number, most = 4096) {
    this.#seen = Array.from({ length: seats }, () => new Uint8Array(most));
    this.#counts = Array.from({ length: seats }, () => 0);
    this.#last = Array.from({ length: seats }, () => -1);
  }

  saw(seat: number, sequence: number): void {
    const seen = this.#seen[seat];
    if (!seen || sequence >= seen.length) throw new RangeError(`Message ${sequence} to ${seat} is more than was counted on.`);
    if (seen[sequence] !== 0) {
      this.#repeats += 1;
      return;
    }
    seen[sequence] = 1;
    if (sequence < this.#last[seat]!) this.#swaps += 1;
    this.#last[seat] = sequence;
    this.#counts[seat]! += 1;
    this.total += 1;
  }

  /** How many it got. */
  of(seat: number): number {
    return this.#counts[seat] ?? 0;
  }

  /** What everybody got at least. */
  least(): number {
    return this.#counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
  }

  /** What everybody got at least of those that were said after so many. */
  leastAfter(said: number): number {
    return this.#seen.reduce((least, seen) => {
      let count = 0;
      for (let at = said; at < seen.length; at++) count += seen[at]!;
      return Math.min(least, count);
    }, Number.POSITIVE_INFINITY);
  }

  /** Has it all of the first so many? */
  has(seat: number, said: number): boolean {
    const seen = this.#seen[seat]!;
    for (let at = said - 1; at >= 0; at--) if (seen[at] === 0) return false;
    return true;
  }

  /** Of so many to everybody. */
  missing(said: number): number {
    return said * this.#counts.length - this.total;
  }

  /** In words, when so many were said; nothing when all is well. */
  faults(said: number): readonly string[] {
    const missing = this.missing(said);
    return [
      ...(missing !== 0 ? [`${missing} of ${said * this.#counts.length} messages did not arrive`] : []),
      ...(this.#repeats > 0 ? [`${this.#repeats} came again`] : []),
      ...(this.#swaps > 0 ? [`${this.#swaps} came before an earlier one`] : []),
    ];
  }
}
