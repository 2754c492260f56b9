import { StoreError } from '@atrium/store-sqlite';

/** The store reads and cannot write: what was asked for was not done, and can be when somebody has made room. */
export const cannotWrite = (error: unknown): error is StoreError => error instanceof StoreError && (error.code === 'full' || error.code === 'not-writable');
