import { AtriumError, limits, type ChannelAddress, type FromHub, type Position } from '@atrium/protocol';
import type { Wire } from './senders.ts';

/** Of a watched channel: its position, the last countable ordinal, and the ordinals deleted among the last 100. */
export interface Head {
  readonly at: Position;
  readonly last: number;
  readonly deleted: readonly number[];
}

/** The watched channels and what was heard of them. */
export class Heads {
  readonly #changed: () => void;
  readonly #heads = new Map<ChannelAddress, Head>();
  #watched: ReadonlySet<ChannelAddress> = new Set();
  #shown: ReadonlyMap<ChannelAddress, Head> | undefined;
  #wire: Wire | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The same map while nothing changes. */
  get all(): ReadonlyMap<ChannelAddress, Head> {
    return (this.#shown ??= new Map(this.#heads));
  }

  /** @throws AtriumError `too-many` above what one connection may watch. */
  watch(channels: readonly ChannelAddress[]): void {
    const wanted = new Set(channels);
    if (wanted.size > limits.watched) throw new AtriumError({ kind: 'too-many', message: `No more than ${limits.watched} channels can be watched.` });
    if (wanted.size === this.#watched.size && [...wanted].every((channel) => this.#watched.has(channel))) return;
    this.#watched = wanted;
    for (const channel of this.#heads.keys()) if (!wanted.has(channel)) this.#forget(channel);
    this.#say();
  }

  open(wire: Wire): void {
    this.#wire = wire;
    if (this.#watched.size > 0) this.#say();
  }

  cut(): void {
    this.#wire = undefined;
  }

  head({ channel, at, last, deleted }: Extract<FromHub, { t: 'head' }>): void {
    const address = channel as ChannelAddress;
    if (!this.#watched.has(address)) return;
    this.#heads.set(address, { at: at as Position, last, deleted });
    this.#touched();
  }

  unwatched(channel: string): void {
    this.#forget(channel as ChannelAddress);
  }

  #forget(channel: ChannelAddress): void {
    if (this.#heads.delete(channel)) this.#touched();
  }

  #touched(): void {
    this.#shown = undefined;
    this.#changed();
  }

  #say(): void {
    this.#wire?.send({ t: 'watch', channels: [...this.#watched] });
  }
}
