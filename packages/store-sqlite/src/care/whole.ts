import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { damaged, StoreError } from '../errors.ts';
import { appliedTo } from '../migrate.ts';

/** How many findings are brought at most: one is enough to refuse, a few help whoever repairs. */
const FINDINGS = 10;

/** What SQLite finds wrong with the file itself, and rows that refer to nothing. Nothing when it is whole. */
export function findingsIn(db: DatabaseSync): readonly string[] {
  const found = db
    .prepare(`pragma integrity_check(${FINDINGS})`)
    .all()
    .map((row) => String(row['integrity_check']));
  const dangling = db
    .prepare('pragma foreign_key_check')
    .all()
    .slice(0, FINDINGS)
    .map((row) => `a row of ${String(row['table'])} refers to one of ${String(row['parent'])} that is not there`);
  return [...found.filter((finding) => finding !== 'ok'), ...dangling];
}

/** The steps that were run on it. @throws StoreError when it is no database of ours, or not whole. */
export function wholeOrRefuse(db: DatabaseSync, file: string): ReadonlySet<string> {
  const applied = appliedTo(db, file);
  if (!applied) throw new StoreError('absent', `${file} is empty: there is no database of Atrium in it.`);
  const [finding] = findingsIn(db);
  if (finding !== undefined) throw damaged(file, finding);
  return applied;
}

/** On disk, whatever happens to the plug: a file's bytes, or a folder's names. */
export function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
