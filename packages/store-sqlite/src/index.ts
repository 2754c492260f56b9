export { StoreError } from './errors.ts';
export type { StoreErrorCode } from './errors.ts';
export { openSqlite } from './store.ts';
export type { SqliteLog, SqliteOptions } from './store.ts';
