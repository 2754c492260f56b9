import type { Migration } from '@atrium/server';

export const TORN_ROWS: Migration = { name: 'torn/0001-rows', sql: 'create table torn_rows (last integer primary key)' };
