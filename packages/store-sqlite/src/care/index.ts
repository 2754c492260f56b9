/**
 * Looking after a database from beside the server: copying it, putting a copy in its place, looking into it. For programs of their own: these
 * open SQLite in the calling thread, and a process that runs a store must never do that with the store's own folder (lock.ts says why).
 */
export { copyDatabase } from './copy.ts';
export { examine } from './examine.ts';
export type { Examination } from './examine.ts';
export { restoreDatabase } from './restore.ts';
export type { Restored } from './restore.ts';
