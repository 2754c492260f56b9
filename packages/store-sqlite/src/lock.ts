import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, StoreError } from './errors.ts';

/** A program that is just ending may still hold it. */
const PATIENCE_MS = 250;

/**
 * One program for one folder. The lock is an open exclusive transaction on a small database of its own: the operating system gives it up with
 * the process, however that ends, so that no stale lock file ever needs a person. The main database cannot serve for it, because there
 * `locking_mode = exclusive` would shut out our own readers.
 *
 * Danger: on Linux and macOS a lock is lost when *any* descriptor of the file is closed in this process. Nothing here may open and close the
 * files of this folder but SQLite.
 */
export function lockFolder(directory: string): DatabaseSync {
  const lock = new DatabaseSync(join(directory, 'lock.db'), { timeout: PATIENCE_MS });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StoreError('locked', `Another program is using ${directory}. Stop it first, or give this one a folder of its own.`);
  }
}
