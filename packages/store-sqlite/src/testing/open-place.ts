import type { Migration, Store } from '@atrium/server';
import { openSqlite } from '../store.ts';

/** For the suite's second process. */
export const openPlace = (where: string, migrations: readonly Migration[]): Promise<Store> => openSqlite({ directory: where, migrations });
