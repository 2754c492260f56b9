import { keyOf } from '@atrium/server';
import type { Migration, Store } from '@atrium/server';
import { dirname, join, resolve } from 'node:path';
import type { Cell, WriterCalls } from './calls.ts';
import { Readers } from './readers.ts';
import { checkpointOf, clientOf, dueEffectOf, eventOf, keysOf, positionOf } from './rows.ts';
import { ENGINE } from './schema.ts';
import { Thread } from './thread.ts';
import { encodeAppends } from './wire.ts';

/** What the store says of itself to whoever runs the program. */
export type SqliteLog = (level: 'warn' | 'error', what: string, detail: unknown) => void;

export interface SqliteOptions {
  /** Holds `atrium.db` and its lock; made when it is not there (0700). Nothing but this store may open files in it while it is in use. */
  readonly directory: string;
  /** The kinds' and the app's own steps; the engine's come before them. */
  readonly migrations: readonly Migration[];
  /** Where the database is copied to before its schema changes. Default: `backups` beside `directory`, so that deleted text is not kept inside it. */
  readonly backups?: string;
  readonly log?: SqliteLog;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Reader threads. Default 1: one keeps up with several thousand reads a second. */
  readonly readers?: number;
  /** How long a read transaction may be open. Default 1,000 ms. */
  readonly readLimitMs?: number;
}

/**
 * Opens the embedded store: one file, one writer thread, reader threads beside it, and nothing of SQLite on the calling thread.
 * @throws StoreError: `locked`, `newer`, `damaged`, `migration`, `not-writable` or `full`; the database is then as it was.
 * @example
 * const store = await openSqlite({ directory: 'data/live', migrations: [] });
 * const [changed] = await store.write([sql`update settings set value = ${'Ada'} where name = ${'workspace'}`]);
 */
export async function openSqlite(options: SqliteOptions): Promise<Store> {
  const { log = () => undefined, clock = Date.now, readers: threads = 1, readLimitMs: limitMs = 1_000 } = options;
  const directory = resolve(options.directory);
  const backups = resolve(options.backups ?? join(dirname(directory), 'backups'));
  const died = (error: Error): void =>
    log('error', `A thread of the database stopped: ${error.message}. Start the program again; what was acknowledged is on disk.`, error);

  const readers = new Readers({ threads, limitMs, died });
  const writer = new Thread<WriterCalls>('writer', {
    died,
    notice: (what) => {
      switch (what) {
        case 'held-back':
          return void readers.quietly(() => writer.call('checkpoint', null));
        case 'held-back-long':
          return log('warn', `Another program reads ${directory}, so that deleted text is still in the write-ahead log. It goes when that program is done.`, {
            directory,
          });
        case 'let-go':
          return log('warn', 'The other program is done: deleted text is gone from the write-ahead log.', { directory });
        case 'writes-again':
          return log('warn', 'The database is written again.', { directory });
        default:
          return log('error', what[1], { directory });
      }
    },
  });
  try {
    await writer.call('open', { directory, backups, migrations: [...ENGINE, ...options.migrations], now: clock() });
    await readers.open(join(directory, 'atrium.db'));
  } catch (error) {
    await Promise.allSettled([writer.call('close', null), readers.close()]);
    throw error;
  }

  let closing: Promise<void> | undefined;
  return {
    append: (batches) => writer.call('append', [clock(), encodeAppends(batches)]),
    load: async (channel) => {
      const [headTerm, head, term, received, checkpoint] = await readers.ask('load', channel);
      return {
        head: positionOf(headTerm, head),
        term,
        received: received.map((cells) => keyOf(keysOf(cells))),
        ...(checkpoint && { checkpoint: checkpointOf(checkpoint) }),
      };
    },
    read: async (channel, after, { events, bytes }) => {
      const [headTerm, head, page] = await readers.ask('page', [channel, after, events, bytes]);
      return { events: page.map(eventOf), head: positionOf(headTerm, head) };
    },
    heads: async (channels) => {
      const found = await readers.ask('heads', channels);
      const heads = new Map(channels.map((channel) => [channel, positionOf('0', 0)]));
      for (const [channel, term, head] of found) heads.set(String(channel), positionOf(String(term), Number(head)));
      return heads;
    },
    client: async ({ identity, client, channel }) => {
      const found = await readers.ask('client', [identity, client, channel, clock()]);
      return found ? clientOf(...found) : undefined;
    },
    transact: (reads) => readers.transact(reads),
    write: (statements) =>
      writer.call(
        'write',
        statements.map(({ text, values }) => [text, values] as const),
      ),
    dueEffects: async (now, limit) => {
      const [effects, nextDue] = await readers.ask('due', [now, limit]);
      return { effects: effects.map(dueEffectOf), nextDue: nextDue ?? undefined };
    },
    settleEffects: async (done, again) => {
      const doneCells: Cell[] = done.flatMap(({ channel, term, offset, index }) => [channel, term, offset, index]);
      const againCells: Cell[] = again.flatMap(({ key: { channel, term, offset, index }, due }) => [channel, term, offset, index, due]);
      await writer.call('settle', [clock(), doneCells, againCells]);
    },
    trim: (channel, upTo, limit) => writer.call('trim', [channel, upTo, limit]),
    backup: async (file) => {
      await writer.call('backup', resolve(file));
    },
    close: () => {
      // Readers first, so that the writer is the last to leave and takes the write-ahead log with it.
      closing ??= readers
        .close()
        .then(() => writer.call('close', null))
        .then(() => writer.ended());
      return closing;
    },
  };
}
