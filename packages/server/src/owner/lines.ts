import type { Clock, Random } from '../clock.ts';
import type { Store, StoredReply } from '../ports/store.ts';
import { Line } from './line.ts';

/** Milliseconds between two tries to read a client's row. */
const READ_AGAIN_MS = 250;
/** Clients of one channel that are kept in memory, above which the longest unused go: the store has what matters of them. */
const KEPT = 4096;

interface Client {
  readonly identity: { readonly id: string };
  readonly client: string;
}
const nameOf = ({ identity, client }: Client): string => `${identity.id} ${client}`;

export interface LinesHouse {
  readonly store: Pick<Store, 'client'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Answers that were let out and wait for the channel's next commit, by n ascending. */
  unstored(of: { readonly identity: string; readonly client: string }): Iterable<StoredReply>;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
}

/** The lines of all clients of one channel, read from the store when they are first needed. */
export class Lines {
  readonly #channel: string;
  readonly #house: LinesHouse;
  #lines = new Map<string, Line | Promise<void>>();
  /** Tags outlive a reload of the channel, as clients were told them. */
  readonly #tags = new Map<string, number>();

  constructor(channel: string, house: LinesHouse) {
    this.#channel = channel;
    this.#house = house;
  }

  /** The line, or when to ask again. */
  of(client: Client): Line | Promise<void> {
    const name = nameOf(client);
    const known = this.#lines.get(name);
    if (known) return known;
    const lines = this.#lines;
    const fetched = this.#house.store
      .client({ identity: client.identity.id, client: client.client, channel: this.#channel })
      .then((row) => {
        const tag = row?.tag ?? this.#tags.get(name) ?? Number.parseInt(this.#house.random(6), 16);
        this.#tags.set(name, tag);
        const line = new Line(row, tag);
        for (const reply of this.#house.unstored({ identity: client.identity.id, client: client.client })) line.answered(reply);
        lines.set(name, line);
      })
      .catch((error: unknown) => {
        this.#house.log('error', 'a client row could not be read', { channel: this.#channel, error });
        lines.delete(name);
        return new Promise<void>((resolve) => void this.#house.clock.after(READ_AGAIN_MS, resolve));
      });
    lines.set(name, fetched);
    return fetched;
  }

  /** One that `of` has given before. */
  known(client: Client): Line {
    const line = this.#lines.get(nameOf(client));
    if (!(line instanceof Line)) throw new Error(`The row of ${nameOf(client)} is not there.`);
    return line;
  }

  isSettled({ identity, client, n }: { readonly identity: string; readonly client: string; readonly n: number }): boolean {
    const line = this.#lines.get(`${identity} ${client}`);
    return line instanceof Line && n <= line.settled;
  }

  /** What was thought of uncommitted commands is void; rows that are on their way belong to the past. */
  reset(): void {
    this.#lines = new Map();
  }

  /** The channel is let go: the store has what matters of its clients. */
  forget(): void {
    this.reset();
    this.#tags.clear();
  }

  /** With nothing uncommitted, what is in memory is in the store too. */
  trim(): void {
    if (this.#lines.size > KEPT) for (const name of [...this.#lines.keys()].slice(0, this.#lines.size - KEPT / 2)) this.#lines.delete(name);
    if (this.#tags.size > 4 * KEPT) for (const name of [...this.#tags.keys()].slice(0, 2 * KEPT)) this.#tags.delete(name);
  }

  redact(offsets: ReadonlySet<number>): void {
    for (const line of this.#lines.values()) if (line instanceof Line) line.redact(offsets);
  }
}
