import type { KeptCommand } from './outbox.ts';

/** What a browser keeps at once, without a promise: localStorage, or anything like it. */
export type SyncStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

interface Entry {
  readonly identity: string | undefined;
  /** When it was written, ms since the epoch. */
  readonly at: number;
  readonly command: KeptCommand;
}

const PREFIX = 'atrium-outbox/';

/**
 * What is on its way to the disk. A write to IndexedDB takes up to some hundred milliseconds, and a window that is closed within them takes it
 * along; what is written here is there at once, and goes when the disk has it. Without storage, or with a full one, nothing is lost but that.
 */
export class Journal {
  readonly #storage: SyncStorage | undefined;

  constructor(storage: SyncStorage | undefined) {
    this.#storage = storage;
  }

  add(client: string, entry: Entry): void {
    this.#try((storage) => storage.setItem(keyOf(client, entry.command), JSON.stringify(entry)));
  }

  remove(client: string, commands: readonly Pick<KeptCommand, 'channel' | 'n'>[]): void {
    this.#try((storage) => {
      for (const command of commands) storage.removeItem(keyOf(client, command));
    });
  }

  /** A client's entries, in the order of their numbers. */
  of(client: string): readonly Entry[] {
    return this.#read(`${PREFIX}${client}/`)
      .map(([, entry]) => entry)
      .sort((a, b) => a.command.n - b.command.n);
  }

  /** Clients that have entries, with the identity and time of their newest. */
  clients(): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    for (const [key, entry] of this.#read(PREFIX)) {
      const client = key.slice(PREFIX.length).split('/', 1)[0] ?? '';
      const known = found.get(client);
      if (!known || known.at < entry.at) found.set(client, entry);
    }
    return found;
  }

  #read(prefix: string): readonly (readonly [key: string, entry: Entry])[] {
    const found: (readonly [string, Entry])[] = [];
    this.#try((storage) => {
      for (let index = 0; index < storage.length; index++) {
        const key = storage.key(index);
        const text = key?.startsWith(prefix) ? storage.getItem(key) : null;
        if (key && text) found.push([key, JSON.parse(text) as Entry]);
      }
    });
    return found;
  }

  /** A browser may forbid it, and it may be full. */
  #try(use: (storage: SyncStorage) => void): void {
    try {
      if (this.#storage) use(this.#storage);
    } catch {
      // The disk is on its way all the same.
    }
  }
}

const keyOf = (client: string, { channel, n }: Pick<KeptCommand, 'channel' | 'n'>): string => `${PREFIX}${client}/${channel}/${n}`;
