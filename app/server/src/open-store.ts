import { join } from 'node:path';
import type { AnyKind, Store } from '@atrium/server';
import { openSqlite } from '@atrium/store-sqlite';
import type { Logger } from 'pino';
import { productKinds } from './product-kinds.ts';
import { appMigrations } from './rows.ts';

/** The embedded store in the data folder: `live/` is the store's alone, and backups lie outside it, so that what was deleted is not in it. */
export function openStore({
  dataFolder,
  log,
  kinds = productKinds,
}: {
  readonly dataFolder: string;
  readonly log: Logger;
  readonly kinds?: readonly AnyKind[];
}): Promise<Store> {
  return openSqlite({
    directory: join(dataFolder, 'live'),
    backups: join(dataFolder, 'backups'),
    migrations: [...appMigrations, ...kinds.flatMap(({ migrations = [] }) => migrations)],
    log: (level, what, detail) => log[level](detail instanceof Error ? { err: detail } : { detail }, what),
  });
}
