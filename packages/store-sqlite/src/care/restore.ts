import { randomBytes } from 'node:crypto';
import { copyFileSync, chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '@atrium/server';
import { backupName } from '../backups.ts';
import { StoreError, toStoreError } from '../errors.ts';
import { makeFolder } from '../folder.ts';
import { BUSY_MS } from '../handle.ts';
import { lockFolder } from '../lock.ts';
import { inOrder, refuseNewer } from '../migrate.ts';
import { ENGINE } from '../schema.ts';
import { copyDatabase } from './copy.ts';
import { flush, wholeOrRefuse } from './whole.ts';

/** Terms go up by one with each load: this is above whatever was given after the backup was made. */
const TERMS_LEFT_OUT = 1_000_000;

export interface Restored {
  /** Where what was there before lies now; undefined when there was nothing. */
  readonly aside: string | undefined;
  readonly channels: number;
}

/**
 * Puts a backup in the place of a folder's database. What is there is kept aside first. Every channel gets a new fence, so that its next owner
 * writes under a term that nobody has seen, and above all that were: a client that is ahead of the backup has a position that is not of this log any more, and is
 * given a snapshot. Until the last step, which is one rename, the old database is in its place.
 * @throws StoreError: `locked` while a server has the folder, `damaged`, `newer`, `absent`.
 */
export async function restoreDatabase(options: {
  readonly directory: string;
  readonly backups: string;
  readonly file: string;
  /** The kinds' and the app's own steps, as the server has them: a backup with others is from a newer program. */
  readonly migrations: readonly Migration[];
  readonly now: number;
}): Promise<Restored> {
  const { directory, backups, migrations, now } = options;
  const file = resolve(options.file);
  if (!existsSync(file)) throw new StoreError('absent', `There is no file ${file}.`);
  makeFolder(directory);
  const lock = lockFolder(directory);
  try {
    const fresh = join(directory, 'restoring.db');
    const channels = prepare({ file, fresh, migrations });
    const live = join(directory, 'atrium.db');
    const aside = existsSync(live) ? await setAside({ directory, live, backups, now }) : undefined;
    // The old one's, which must never be played into the new one. Nothing of it is lost: it is in the copy.
    for (const ending of ['-wal', '-shm']) rmSync(`${live}${ending}`, { force: true });
    renameSync(fresh, live);
    flush(directory);
    return { aside, channels };
  } finally {
    lock.close();
  }
}

/** A copy to work on, checked, with new fences and on disk. */
function prepare({ file, fresh, migrations }: { readonly file: string; readonly fresh: string; readonly migrations: readonly Migration[] }): number {
  const leftovers = ['', '-wal', '-shm', '-journal'];
  for (const ending of leftovers) rmSync(`${fresh}${ending}`, { force: true });
  try {
    copyFileSync(file, fresh);
    chmodSync(fresh, 0o600);
    // One that was copied out of a live folder by hand may have its newest changes beside it.
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${fresh}-wal`);
    const db = new DatabaseSync(fresh, { timeout: BUSY_MS });
    try {
      db.exec('pragma journal_mode = delete');
      refuseNewer(wholeOrRefuse(db, file), inOrder([...ENGINE, ...migrations]), file);
      const { changes } = db
        .prepare(`update channels set fence = (cast(fence as integer) + ?) || '.' || ?`)
        .run(TERMS_LEFT_OUT, randomBytes(4).toString('hex'));
      return Number(changes);
    } finally {
      db.close();
      flush(fresh);
    }
  } catch (error) {
    for (const ending of leftovers) rmSync(`${fresh}${ending}`, { force: true });
    throw toStoreError(error, file);
  }
}

/** Copied as a backup is; one that is too damaged for that is moved, with what lies beside it. */
async function setAside({
  directory,
  live,
  backups,
  now,
}: {
  readonly directory: string;
  readonly live: string;
  readonly backups: string;
  readonly now: number;
}): Promise<string> {
  const aside = join(backups, backupName('restore', now));
  try {
    await copyDatabase({ directory, file: aside });
    return aside;
  } catch (error) {
    if (!(error instanceof StoreError) || (error.code !== 'damaged' && error.code !== 'absent')) throw error;
    makeFolder(backups);
    const moved = join(backups, backupName('restore', now, 'damaged'));
    for (const ending of ['-wal', '-shm', '']) if (existsSync(`${live}${ending}`)) renameSync(`${live}${ending}`, `${moved}${ending}`);
    return moved;
  }
}
