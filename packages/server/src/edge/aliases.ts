import { createHmac } from 'node:crypto';

/**
 * Channels' numbers on the wire, equal for all connections of this start of the node. They say nothing: numbers that counted would tell
 * whoever joins two channels how many others came about in between.
 */
export class Aliases {
  readonly #secret: string;
  readonly #taken = new Set<number>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  take(channel: string): number {
    for (let turn = 0; ; turn++) {
      // 32 bits: short in every frame, and a second turn is rare.
      const alias = createHmac('sha256', this.#secret).update(`${channel} ${turn}`).digest().readUInt32BE();
      if (this.#taken.has(alias)) continue;
      this.#taken.add(alias);
      return alias;
    }
  }

  free(alias: number): void {
    this.#taken.delete(alias);
  }
}
