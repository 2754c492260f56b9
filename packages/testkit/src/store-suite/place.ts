import type { Migration, Store } from '@atrium/server';

/** Where one store keeps its data, so that the suite can open it, leave it and come back. */
export interface StorePlace {
  open(options?: OpenOptions): Promise<Store>;
  /** Does this text stand anywhere in what the store keeps, the files of a running one included? Backups do not count. */
  holds(text: string): Promise<boolean>;
  /** For a second process: a module that exports `openPlace(where, migrations): Promise<Store>`. */
  readonly elsewhere: { readonly module: string; readonly where: string };
  /** An absolute name for a file that is not there yet. */
  newFile(name: string): string;
  /** Opens a backup that `Store.backup` wrote. */
  openBackup(file: string): Promise<Store>;
  remove(): Promise<void>;
}
export interface OpenOptions {
  /** Default: ROWS alone. */
  readonly migrations?: readonly Migration[];
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly readLimitMs?: number;
}

/** The table of a kind that exists for the suite. `parent` is checked at COMMIT, which is how a commit is made to fail. */
export const ROWS: Migration = {
  name: 'suite/0001-rows',
  sql: `
    create table suite_rows (id integer primary key, text text not null unique);
    create table suite_children (id integer primary key, parent integer not null references suite_rows (id) deferrable initially deferred);
  `,
};
