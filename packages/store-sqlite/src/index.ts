export { BACKUPS_KEPT_MS, madeAt, pruneBackups } from './backups.ts';
export { StoreError } from './errors.ts';
export type { StoreErrorCode } from './errors.ts';
export { openSqlite } from './store.ts';
export type { SqliteLog, SqliteOptions } from './store.ts';
