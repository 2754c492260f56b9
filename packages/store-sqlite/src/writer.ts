import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { backupName } from './backups.ts';
import type { OpenWriter, WriterCalls } from './calls.ts';
import { settle } from './effects.ts';
import { Erasing } from './erasing.ts';
import { CommitFailed, damaged, sqliteCode, StoreError, tookNothing, toStoreError } from './errors.ts';
import { makeFolder } from './folder.ts';
import { BUSY_MS, configureWriter, Handle } from './handle.ts';
import { lockFolder } from './lock.ts';
import { LogWriter, refused } from './log-writer.ts';
import { appliedTo, inOrder, migrate, refuseNewer } from './migrate.ts';
import { leave, notice, serve } from './serve.ts';
import { trim } from './trim.ts';
import { decodeAppends } from './wire.ts';

/** A WAL beyond this is emptied by asking the readers to pause: a search through a long WAL makes every read slower. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** How often its size is looked at. */
const WAL_LOOK_EVERY = 64;

/** The one thread that changes the database. */
class Writer {
  readonly #file: string;
  readonly #lock: DatabaseSync;
  #handle: Handle;
  #log: LogWriter;
  readonly #erasing = new Erasing(() => this.#truncate(), notice);
  readonly #backups = new Set<Promise<void>>();
  #appends = 0;
  #isFailing = false;

  private constructor(file: string, lock: DatabaseSync, handle: Handle) {
    this.#file = file;
    this.#lock = lock;
    this.#handle = handle;
    this.#log = new LogWriter(handle);
  }

  static async open({ directory, backups, migrations, now }: OpenWriter): Promise<Writer> {
    const file = join(directory, 'atrium.db');
    let lock: DatabaseSync | undefined;
    let db: DatabaseSync | undefined;
    try {
      makeFolder(directory);
      lock = lockFolder(directory);
      db = new DatabaseSync(file, { timeout: BUSY_MS });
      const ordered = inOrder(migrations);
      const applied = appliedTo(db, file);
      if (applied) {
        refuseNewer(applied, ordered, file);
        check(db, file);
      }
      configureWriter(db);
      const pending = ordered.filter(({ name }) => !applied?.has(name));
      const [first] = pending;
      if (first) {
        if (applied) await copy(db, join(backups, backupName(first.name, now)));
        migrate(db, pending, now);
      }
      const writer = new Writer(file, lock, new Handle(db));
      // What a crash left in the WAL may be the text of something deleted.
      if (!writer.#truncate()) writer.#erasing.soon();
      return writer;
    } catch (error) {
      if (db?.isOpen) db.close();
      lock?.close();
      throw toStoreError(error, file);
    }
  }

  append([now, cells]: WriterCalls['append']['ask']): WriterCalls['append']['answer'] {
    const appends = decodeAppends(cells);
    try {
      this.#ready();
    } catch (error) {
      this.#cannotWrite(error);
      return refused(appends, error);
    }
    const outcomes = this.#guarded(() => this.#log.append(appends, now));
    if (outcomes[0]?.kind === 'failed') this.#cannotWrite(this.#log.failure);
    else if (this.#isFailing) this.#writesAgain();
    this.#appends += 1;
    if (appends.some(({ entries }) => entries.some(({ redacts }) => redacts.length > 0))) this.#erasing.soon();
    else if (this.#appends % WAL_LOOK_EVERY === 0 && walBytes(this.#file) > WAL_LIMIT_BYTES) this.#erasing.soon();
    return outcomes;
  }

  write(statements: WriterCalls['write']['ask']): WriterCalls['write']['answer'] {
    return this.#guarded(() => this.#log.write(statements));
  }

  settle([now, done, again]: WriterCalls['settle']['ask']): null {
    this.#guarded(() => this.#log.transaction((handle) => settle(handle, done, again, now)));
    return null;
  }

  trim([channel, upTo, limit]: WriterCalls['trim']['ask']): number {
    const gone = this.#guarded(() => this.#log.transaction((handle) => trim(handle, { channel, upTo, limit })));
    if (gone > 0) this.#erasing.soon();
    return gone;
  }

  checkpoint(): boolean {
    return this.#erasing.now();
  }

  async backup(file: string): Promise<null> {
    const copying = this.#guarded(() => copy(this.#handle.db, file));
    this.#backups.add(copying);
    try {
      await copying;
    } catch (error) {
      throw toStoreError(error, file);
    } finally {
      this.#backups.delete(copying);
    }
    return null;
  }

  async close(): Promise<null> {
    this.#erasing.stop();
    await Promise.allSettled(this.#backups);
    this.#truncate();
    this.#handle.close();
    this.#lock.close();
    return null;
  }

  /** After a COMMIT that failed nothing that this connection believes can be trusted: it is closed, and the next call opens another. */
  #guarded<T>(work: () => T): T {
    try {
      this.#ready();
      return work();
    } catch (error) {
      if (!(error instanceof CommitFailed)) {
        if (tookNothing(error)) this.#cannotWrite(error);
        throw toStoreError(error, this.#file);
      }
      this.#handle.close();
      throw error;
    }
  }

  /** Said when it begins, not for every commit of a full disk. */
  #cannotWrite(error: unknown): void {
    if (!this.#isFailing) notice(['cannot-write', toStoreError(error, this.#file).message]);
    this.#isFailing = true;
  }
  #writesAgain(): void {
    this.#isFailing = false;
    notice('writes-again');
  }

  #ready(): void {
    if (this.#handle.db.isOpen) return;
    const db = new DatabaseSync(this.#file, { timeout: BUSY_MS });
    try {
      configureWriter(db);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#handle = new Handle(db);
    this.#log = new LogWriter(this.#handle);
  }

  #truncate(): boolean {
    if (!this.#handle.db.isOpen) return false;
    // Readers end by themselves; waiting for them here would hold up every commit.
    this.#handle.db.exec('pragma busy_timeout = 0');
    try {
      return this.#handle.db.prepare('pragma wal_checkpoint(truncate)').get()?.['busy'] === 0;
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      return false;
    } finally {
      this.#handle.db.exec(`pragma busy_timeout = ${BUSY_MS}`);
    }
  }
}

function check(db: DatabaseSync, file: string): void {
  const finding = String(db.prepare('pragma quick_check(1)').get()?.['quick_check']);
  if (finding !== 'ok') throw damaged(file, finding);
}

/** Under another name until it is whole, so that nobody takes half a copy for a backup. */
async function copy(db: DatabaseSync, file: string): Promise<void> {
  if (existsSync(file)) throw new StoreError('exists', `${file} is there already. Choose another name for the backup.`);
  makeFolder(dirname(file));
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  await backup(db, partial);
  renameSync(partial, file);
}

const walBytes = (file: string): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;

let writer: Writer | undefined;
const opened = (): Writer => {
  if (!writer) throw new StoreError('closed', 'The database is closed.');
  return writer;
};

serve<WriterCalls>({
  open: async (ask) => {
    try {
      writer = await Writer.open(ask);
    } catch (error) {
      leave();
      throw error;
    }
    return null;
  },
  append: (ask) => opened().append(ask),
  write: (ask) => opened().write(ask),
  settle: (ask) => opened().settle(ask),
  trim: (ask) => opened().trim(ask),
  checkpoint: () => opened().checkpoint(),
  backup: (ask) => opened().backup(ask),
  close: async () => {
    const closing = opened();
    writer = undefined;
    await closing.close();
    leave();
    return null;
  },
});
