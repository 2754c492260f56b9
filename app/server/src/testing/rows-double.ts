import { DatabaseSync } from 'node:sqlite';
import type { Read, Row, Sql } from '@atrium/server';
import { StoreError } from '@atrium/store-sqlite';
import type { AppRows } from '../accounts.ts';
import { appMigrations } from '../rows.ts';

/** The app's tables in memory: real statements, no threads, no disk. `failing` makes the next write fail, as a full disk would. */
export class RowsDouble implements AppRows {
  readonly #database = new DatabaseSync(':memory:');
  failing = false;
  /** Reads go on, writes are refused as the store refuses them. */
  full = false;
  writes: string[] = [];

  constructor() {
    for (const { sql } of appMigrations) this.#database.exec(sql);
  }

  async transact<T>(reads: (read: Read, head: (channel: string) => Promise<readonly [string, number]>) => Promise<T>): Promise<T> {
    if (this.failing) throw new Error('disk I/O error');
    return reads(
      async ({ text, values }) => this.#database.prepare(text).all(...values) as unknown as readonly Row[],
      async () => ['0', 0],
    );
  }

  async write(statements: readonly Sql[]): Promise<readonly number[]> {
    if (this.failing) throw new Error('disk I/O error');
    if (this.full) throw new StoreError('full', 'The disk that holds /somewhere/private is full.');
    this.#database.exec('begin');
    try {
      const changed = statements.map(({ text, values }) => Number(this.#database.prepare(text).run(...values).changes));
      this.#database.exec('commit');
      this.writes.push(...statements.map(({ text }) => text));
      return changed;
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }

  /** Everything in the tables, as text, to look for what must not be in it. */
  dump(): string {
    return ['accounts', 'sessions', 'invites', 'resets', 'app_facts']
      .map((table) => JSON.stringify(this.#database.prepare(`select * from ${table}`).all()))
      .join('\n');
  }
}
