import type { Migration } from '@atrium/server';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf, StoreError } from './errors.ts';

const ownerOf = (name: string): string => name.slice(0, name.indexOf('/'));

/** Owners in the order they were given, and the steps of each by name. */
export function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const owners = [...new Set(migrations.map(({ name }) => ownerOf(name)))];
  const place = new Map(owners.map((owner, index) => [owner, index]));
  const placeOf = ({ name }: Migration): number => place.get(ownerOf(name)) ?? 0;
  const sorted = migrations.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1));
  const twice = sorted.find(({ name }, index) => sorted[index + 1]?.name === name);
  if (twice) throw new StoreError('migration', `Two steps of the schema have the name ${twice.name}.`);
  return sorted;
}

const tables = (db: DatabaseSync): readonly unknown[] =>
  db
    .prepare(`select name from sqlite_schema where type = 'table'`)
    .all()
    .map(({ name }) => name);

/** The names that were run on this database; undefined when there is nothing in it yet. */
export function appliedTo(db: DatabaseSync, file: string): ReadonlySet<string> | undefined {
  const found = tables(db);
  if (found.length === 0) return undefined;
  if (!found.includes('migrations'))
    throw new StoreError('damaged', `${file} is not a database of Atrium. Nothing was changed. Move it away, or choose another folder.`);
  return new Set(
    db
      .prepare('select name from migrations')
      .all()
      .map(({ name }) => String(name)),
  );
}

/** A newer program's rows would be read wrongly by this one, so it does not begin. */
export function refuseNewer(applied: ReadonlySet<string>, known: readonly Migration[], file: string): void {
  const names = new Set(known.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !names.has(name));
  if (unknown.length === 0) return;
  throw new StoreError(
    'newer',
    `${file} was written by a newer version of the program (${unknown.join(', ')}). Nothing was changed. Start the newer version, or restore the backup from before the update.`,
  );
}

/** All steps in one transaction: the schema is the new one or the old one. */
export function migrate(db: DatabaseSync, pending: readonly Migration[], now: number): void {
  // A step may rebuild a table that others refer to; what refers is checked as a whole at the end. https://sqlite.org/lang_altertable.html#otheralter
  db.exec('pragma foreign_keys = off');
  let step = '';
  try {
    db.exec('begin immediate; create table if not exists migrations (name text primary key, applied_at integer not null) strict, without rowid');
    const note = db.prepare('insert into migrations (name, applied_at) values (?, ?)');
    for (const { name, sql } of pending) {
      step = name;
      db.exec(sql);
      note.run(name, now);
    }
    const dangling = db.prepare('pragma foreign_key_check').get();
    if (dangling) throw new Error(`a row of ${String(dangling['table'])} refers to one of ${String(dangling['parent'])} that is not there`);
    db.exec('commit');
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw new StoreError('migration', `The database could not be brought up to date: ${step} failed (${messageOf(error)}). It is as it was before.`);
  } finally {
    db.exec('pragma foreign_keys = on');
  }
}
