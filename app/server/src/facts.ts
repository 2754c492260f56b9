import { sql, type Sql } from '@atrium/server';
import type { AppRows } from './accounts.ts';
import { FactRow, firstOf } from './rows.ts';

/** What the app must remember of itself, by name. */
export type FactName = 'setup-token' | 'first-run-owner' | 'first-run-room' | 'first-run-done' | 'workspace';

export class Facts {
  readonly #rows: AppRows;

  constructor(rows: AppRows) {
    this.#rows = rows;
  }

  async get(name: FactName): Promise<string | undefined> {
    return firstOf(FactRow, await this.#rows.transact((read) => read(sql`select value from app_facts where name = ${name}`)))?.value;
  }

  async set(name: FactName, value: string): Promise<void> {
    await this.#rows.write([setting(name, value)]);
  }

  /** Remembers the value unless there is one; the answer is the one that stays. */
  async settle(name: FactName, value: string): Promise<string> {
    await this.#rows.write([sql`insert into app_facts (name, value) values (${name}, ${value}) on conflict (name) do nothing`]);
    return (await this.get(name)) ?? value;
  }
}

export const setting = (name: FactName, value: string): Sql =>
  sql`insert into app_facts (name, value) values (${name}, ${value}) on conflict (name) do update set value = excluded.value`;
export const forgetting = (name: FactName): Sql => sql`delete from app_facts where name = ${name}`;
