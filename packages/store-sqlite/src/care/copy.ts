import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { StoreError, toStoreError } from '../errors.ts';
import { BUSY_MS } from '../handle.ts';
import { makeFolder } from '../folder.ts';
import { flush, wholeOrRefuse } from './whole.ts';

/** All pages in one step, which is one read transaction: between two steps another program's write would make it begin again, for ever under load. */
const ALL_PAGES = 0x7fff_ffff;

/**
 * Copies the database of a folder, as of one moment, into a file that needs nothing beside it; a server may be using the folder. The file has
 * its name only when it is whole, checked and on disk.
 * @returns its size in bytes.
 * @throws StoreError
 */
export async function copyDatabase({ directory, file: named }: { readonly directory: string; readonly file: string }): Promise<{ readonly bytes: number }> {
  const source = join(directory, 'atrium.db');
  const file = resolve(named);
  if (existsSync(file)) throw new StoreError('exists', `${file} is there already. Choose another name for the backup.`);
  if (!relative(resolve(directory), file).startsWith('..'))
    throw new StoreError('not-writable', `${file} lies in the folder of the live database. Choose a place outside of it, best on another disk.`);
  if (!existsSync(source)) throw new StoreError('absent', `There is no database in ${directory}. Is ATRIUM_DATA the folder that the server uses?`);
  makeFolder(dirname(file));
  const part = `${file}.part`;
  try {
    // It holds everything that anyone wrote: for its owner alone.
    writeFileSync(part, '', { mode: 0o600 });
    await pour(source, part);
    finish(part);
  } catch (error) {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${part}${ending}`, { force: true });
    throw toStoreError(error, error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? part : source);
  }
  flush(part);
  renameSync(part, file);
  flush(dirname(file));
  return { bytes: statSync(file).size };
}

async function pour(source: string, part: string): Promise<void> {
  const db = new DatabaseSync(source, { readOnly: true, timeout: BUSY_MS });
  try {
    await backup(db, part, { rate: ALL_PAGES });
  } finally {
    db.close();
  }
}

/** Out of WAL mode, so that it is one file; and checked, because a backup that cannot be restored is none. */
function finish(part: string): void {
  const db = new DatabaseSync(part, { timeout: BUSY_MS });
  try {
    db.exec('pragma journal_mode = delete');
    wholeOrRefuse(db, part);
  } finally {
    db.close();
  }
}
