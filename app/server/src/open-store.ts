import { join } from 'node:path';
import type { AnyKind, Migration, Store } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import type { Logger } from 'pino';
import { productKinds } from './product-kinds.ts';
import { appMigrations } from './rows.ts';

/** In the data folder, `live/` is the store's alone, and backups lie outside it, so that what was deleted is not in it. */
export const foldersOf = (dataFolder: string): { readonly live: string; readonly backups: string } => ({
  live: join(dataFolder, 'live'),
  backups: join(dataFolder, 'backups'),
});

/** The schema's steps of the app and its kinds. */
export const stepsOf = (kinds: readonly AnyKind[] = productKinds): readonly Migration[] => [
  ...appMigrations,
  ...kinds.flatMap(({ migrations = [] }) => migrations),
];

/** The embedded store in the data folder. */
export function openStore({
  dataFolder,
  log,
  kinds = productKinds,
}: {
  readonly dataFolder: string;
  readonly log: Logger;
  readonly kinds?: readonly AnyKind[];
}): Promise<Store> {
  const { live, backups } = foldersOf(dataFolder);
  return openSqlite({
    directory: live,
    backups,
    migrations: stepsOf(kinds),
    log: (level, what, detail) => log[level](detail instanceof Error ? { err: detail } : { detail }, what),
  });
}
