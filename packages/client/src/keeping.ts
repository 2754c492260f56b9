/**
 * Signals of which the contract says `keep`: each message brings the last ones again, so that one that was dropped comes with the next. Numbered
 * 1, 2, 3 … per connection.
 */
export class Keeping {
  readonly #sent = new Map<string, { seq: number; last: readonly unknown[] }>();
  readonly #seen = new Map<string, number>();

  /** What is sent in one message. */
  sending(key: string, data: unknown, keep: number): { readonly data: unknown; readonly seq?: number } {
    if (keep === 1) return { data };
    const { seq, last } = this.#sent.get(key) ?? { seq: 0, last: [] };
    const next = { seq: seq + 1, last: [...last, data].slice(-keep) };
    this.#sent.set(key, next);
    return { data: next.last, seq: next.seq };
  }

  /** Of what was received, what is new here, oldest first. */
  fresh(key: string, data: unknown, seq: number | undefined, most: number): readonly unknown[] {
    if (seq === undefined || !Array.isArray(data)) return [data];
    const seen = this.#seen.get(key) ?? 0;
    // The sender longest silent goes first.
    this.#seen.delete(key);
    if (this.#seen.size >= most) this.#seen.delete(this.#seen.keys().next().value as string);
    this.#seen.set(key, Math.max(seq, seen));
    return seq > seen ? data.slice(seen - seq) : [];
  }

  cut(): void {
    this.#sent.clear();
    this.#seen.clear();
  }
}
