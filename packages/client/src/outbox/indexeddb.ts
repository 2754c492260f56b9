import type { Clock } from '../surroundings.ts';
import { Journal, type SyncStorage } from './journal.ts';
import { FORGOTTEN_MS, Lost, RENEW_MS, TAKEN_OVER_MS, type Hold, type KeptCommand, type Outbox } from './outbox.ts';

/** One client's outbox. It is there from its first command on; `until` is its holder's lease, in ms since the epoch. */
interface Row {
  readonly client: string;
  readonly identity: string | undefined;
  readonly holder: string;
  readonly until: number;
}
type CommandRow = KeptCommand & { readonly client: string };

/** The part of Web Locks that is used. They are there in a secure context only, and tell at once, and surely, that a holder is gone. */
export interface Locks {
  request(name: string, options: { ifAvailable: true }, held: (lock: unknown) => Promise<void> | undefined): Promise<unknown>;
}

/** Milliseconds that a window has to take the lock of its first command, before what it wrote down counts as left behind. */
const LOCKED_WITHIN_MS = 1_000;
const NAME = 'atrium-outbox';
const inRange = (client: string): IDBKeyRange => IDBKeyRange.bound([client], [client, []]);

/**
 * The browser's outbox: commands survive a reload, a crash, and the tab. Each running client holds its own row of it, by a lock or, on
 * plain http, by a lease that it renews. Every write checks that the row is still its holder's, in the transaction that writes.
 */
export function indexedDbOutbox({
  clock,
  locks,
  factory = indexedDB,
  storage,
}: {
  clock: Clock;
  locks?: Locks;
  factory?: IDBFactory;
  storage?: SyncStorage | undefined;
}): Outbox {
  const journal = new Journal(storage);
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> =>
    (opened ??= open(factory, () => void (opened = undefined)).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  const transact = async <T>(run: (clients: IDBObjectStore, commands: IDBObjectStore) => Promise<T>): Promise<T> => {
    const transaction = (await database()).transaction(['clients', 'commands'], 'readwrite');
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('The browser could not keep it.'));
    });
    // What was asked of it and its end fail together; who waits for the first hears of it.
    done.catch(() => {});
    const result = await run(transaction.objectStore('clients'), transaction.objectStore('commands'));
    await done;
    return result;
  };

  const hold = (client: string, taken?: { readonly row: Row; readonly commands: readonly KeptCommand[]; readonly unlock: () => void }): Hold => {
    const holder = taken?.row.holder ?? client;
    let identity = taken?.row.identity;
    let there = taken !== undefined;
    let over = false;
    let unlock = taken?.unlock;
    let locked: Promise<void> | undefined;
    let callOff = (): void => {};

    const lose = (): never => {
      over = true;
      callOff();
      unlock?.();
      held.lost();
      throw new Lost();
    };
    /** One write, if the row is still this holder's; its lease is renewed by the way. */
    const write = async (change: (commands: IDBObjectStore) => void): Promise<void> => {
      if (over) throw new Lost();
      const mine = await transact(async (clients, commands) => {
        const row = (await answer(clients.get(client))) as Row | undefined;
        if (row ? row.holder !== holder : there) return false;
        clients.put({ client, identity, holder, until: clock.now() + TAKEN_OVER_MS } satisfies Row);
        change(commands);
        return true;
      });
      if (!mine) lose();
      there = true;
    };
    const renew = (): void => {
      callOff = clock.after(RENEW_MS, () => {
        // Trouble with the disk is told to whoever gives the next command.
        write(() => {}).catch(() => {});
        if (!over) renew();
      });
    };
    const lock = async (): Promise<void> => {
      if (locks && !unlock) unlock = await grab(locks, client);
    };
    const held: Hold = {
      client,
      commands: taken?.commands ?? [],
      lost: () => {},
      identify(id) {
        identity = id;
        return there ? write(() => {}) : undefined;
      },
      async add(command) {
        journal.add(client, { identity, at: clock.now(), command });
        // Everything of one turn waits for the same lock, and then goes to the disk in its order.
        await (locked ??= lock());
        if (!there && !over) renew();
        await write((commands) => commands.put({ ...command, client } satisfies CommandRow));
        journal.remove(client, [command]);
      },
      change: (command) => write((commands) => commands.put({ ...command, client } satisfies CommandRow)),
      remove: (channel, n) => write((commands) => commands.delete([client, channel, n])),
      async release() {
        if (over) return;
        over = true;
        callOff();
        try {
          if (!there) return;
          await transact(async (clients, commands) => {
            const row = (await answer(clients.get(client))) as Row | undefined;
            if (row?.holder !== holder) return;
            const left = await answer(commands.count(inRange(client)));
            if (left === 0 && journal.of(client).length === 0) clients.delete(client);
            else clients.put({ ...row, until: clock.now() } satisfies Row);
          });
        } finally {
          unlock?.();
        }
      },
    };
    if (taken) renew();
    return held;
  };

  /** Takes a row that its holder has lost: the lock is free, or the lease has run out. */
  const take = async (found: Row): Promise<Hold | undefined> => {
    const unlock = locks ? await grab(locks, found.client) : () => {};
    if (!unlock) return undefined;
    const row: Row = { ...found, holder: `${found.holder}+`, until: clock.now() + TAKEN_OVER_MS };
    const written = journal.of(found.client);
    const commands = await transact(async (clients, kept) => {
      const now = (await answer(clients.get(found.client))) as Row | undefined;
      if (now?.holder !== found.holder || (!locks && isHeld(now.until, clock.now()))) return undefined;
      clients.put(row);
      for (const { command } of written) kept.put({ ...command, client: found.client } satisfies CommandRow);
      return (await answer(kept.getAll(inRange(found.client)))) as CommandRow[];
    }).catch((error: unknown) => {
      // A lock that is kept after a failure would bar everyone from what was left behind, this client too.
      unlock();
      throw error;
    });
    if (!commands) {
      unlock();
      return undefined;
    }
    journal.remove(
      found.client,
      written.map(({ command }) => command),
    );
    return hold(found.client, { row, commands: commands.map(({ client: _, ...command }) => command), unlock });
  };

  return {
    open: (client) => hold(client),
    async adopt(identity, most) {
      const now = clock.now();
      const rows = await transact(async (clients, commands) => {
        const all = (await answer(clients.getAll())) as Row[];
        for (const { client, identity: whose, until } of all) {
          if (whose === identity || until + FORGOTTEN_MS > now) continue;
          clients.delete(client);
          commands.delete(inRange(client));
        }
        const known = new Set(all.map(({ client }) => client));
        for (const [client, { identity: whose, at }] of journal.clients()) {
          if (known.has(client) || isHeld(at + (locks ? LOCKED_WITHIN_MS : TAKEN_OVER_MS), now)) continue;
          const row: Row = { client, identity: whose, holder: client, until: at };
          clients.put(row);
          all.push(row);
        }
        return all;
      });
      const holds: Hold[] = [];
      let trouble: unknown;
      for (const row of rows) {
        if (holds.length >= most) break;
        if (row.identity !== identity || (!locks && isHeld(row.until, now))) continue;
        try {
          const taken = await take(row);
          if (taken && taken.commands.length > 0) holds.push(taken);
          else await taken?.release();
        } catch (error) {
          // It stays where it is for the next who tries; those that were taken are not lost with it.
          trouble = error;
        }
      }
      if (trouble !== undefined && holds.length === 0) throw trouble;
      return holds;
    },
    async close() {
      (await opened?.catch(() => undefined))?.close();
      opened = undefined;
    },
  };
}

/** A lease that ends later than any lease can was written while the clock was wrong, and nobody renews it. */
const isHeld = (until: number, now: number): boolean => until > now && until <= now + TAKEN_OVER_MS;

function open(factory: IDBFactory, closed: () => void): Promise<IDBDatabase> {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('clients', { keyPath: 'client' });
    request.result.createObjectStore('commands', { keyPath: ['client', 'channel', 'n'] });
  };
  return answer(request).then((database) => {
    // A newer page wants to change it, or the person cleared it: the next use opens it again.
    database.onversionchange = () => {
      database.close();
      closed();
    };
    database.onclose = closed;
    return database;
  });
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser could not keep it.'));
  });

/** Holds the lock until the answer is called; undefined when somebody else holds it. */
function grab(locks: Locks, client: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    locks
      .request(`${NAME}/${client}`, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((unlock) => resolve(unlock));
      })
      .catch(reject);
  });
}
