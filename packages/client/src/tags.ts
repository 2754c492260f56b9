/** Which client of this connection an event came from: the owner of the channel gave each of them a number. */
export class Tags {
  #tags: readonly number[] = [];
  readonly #clients = new Map<number, string>();

  /** In the order of this connection's claims: all of them, or those of the clients that were claimed since. */
  learn(tags: readonly number[], claimed: readonly string[]): void {
    this.#tags = this.#tags.every((tag, index) => tags[index] === tag) ? tags : [...this.#tags, ...tags];
    for (const [index, tag] of this.#tags.entries()) {
      const client = claimed[index];
      if (client !== undefined) this.#clients.set(tag, client);
    }
  }

  clientOf(tag: number): string | undefined {
    return this.#clients.get(tag);
  }

  /** 0 as long as the owner has not said: no owner gives that. */
  tagOf(client: string): number {
    for (const [tag, other] of this.#clients) if (other === client) return tag;
    return 0;
  }
}
