import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '@atrium/server';
import { isBusy, toStoreError } from '../errors.ts';
import { BUSY_MS } from '../handle.ts';
import { appliedTo, inOrder } from '../migrate.ts';
import { ENGINE } from '../schema.ts';
import { findingsIn } from './whole.ts';

export interface Examination {
  readonly file: string;
  /** Another program, which is a running server, has the folder. */
  readonly inUse: boolean;
  /** Undefined when there is none, or when `findings` say why it cannot be read. */
  readonly database?: {
    readonly bytes: number;
    readonly walBytes: number;
    /** Parts of the file that hold nothing and are used again. */
    readonly freeBytes: number;
    readonly channels: number;
    readonly events: number;
    /** The newest step of each owner. */
    readonly schema: readonly string[];
    /** Steps that this program does not know: the database is from a newer one. */
    readonly unknown: readonly string[];
    /** Steps that the next start will run, after a backup. */
    readonly pending: readonly string[];
  };
  /** What is wrong with it; nothing when it is whole. */
  readonly findings: readonly string[];
}

/** Looks into a folder's database from a program of its own, also while a server uses it. Changes nothing. */
export function examine({ directory, migrations }: { readonly directory: string; readonly migrations: readonly Migration[] }): Examination {
  const file = join(directory, 'atrium.db');
  const inUse = isInUse(directory);
  if (!existsSync(file)) return { file, inUse, findings: [] };
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    const applied = appliedTo(db, file) ?? new Set<string>();
    const known = inOrder([...ENGINE, ...migrations]).map(({ name }) => name);
    const number = (text: string): number => Number(Object.values(db?.prepare(text).get() ?? {})[0] ?? 0);
    return {
      file,
      inUse,
      database: {
        bytes: statSync(file).size,
        walBytes: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
        freeBytes: number('pragma freelist_count') * number('pragma page_size'),
        channels: applied.has('engine/0001-log') ? number('select count(*) from channels') : 0,
        events: applied.has('engine/0001-log') ? number('select coalesce(sum(head), 0) from channels') : 0,
        schema: newestOf([...applied]),
        unknown: [...applied].filter((name) => !known.includes(name)),
        pending: known.filter((name) => !applied.has(name)),
      },
      findings: findingsIn(db),
    };
  } catch (error) {
    return { file, inUse, findings: [toStoreError(error, file).message] };
  } finally {
    db?.close();
  }
}

function newestOf(names: readonly string[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const name of names.toSorted()) newest.set(name.slice(0, name.indexOf('/')), name);
  return [...newest.values()];
}

/** A server holds an exclusive transaction on the folder's lock for as long as it lives. */
function isInUse(directory: string): boolean {
  const lock = join(directory, 'lock.db');
  if (!existsSync(lock)) return false;
  const db = new DatabaseSync(lock, { readOnly: true, timeout: 0 });
  try {
    db.prepare('select count(*) from sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    db.close();
  }
}
