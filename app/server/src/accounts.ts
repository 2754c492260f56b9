import type { Role } from '@atrium/kind-directory';
import { sql, type Sql, type Store } from '@atrium/server';
import { type Account, AccountRow, allOf, firstOf } from './rows.ts';

export type AppRows = Pick<Store, 'write' | 'transact'>;

/** Two names are one when they look alike to whoever types them: full-width or not, capital or not, one space or two. */
export const nameKey = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim();

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
  /** The role they come with; what it is now stands in the directory. */
  readonly role: Role;
  readonly created: number;
}

/** Who can sign in, and with what. Names and roles as they are now are the directory's. */
export class Accounts {
  readonly #rows: AppRows;

  constructor(rows: AppRows) {
    this.#rows = rows;
  }

  async byName(name: string): Promise<Account | undefined> {
    return this.#one(sql`select id, name, password, role from accounts where name_key = ${nameKey(name)}`);
  }

  async byId(id: string): Promise<Account | undefined> {
    return this.#one(sql`select id, name, password, role from accounts where id = ${id}`);
  }

  async all(): Promise<readonly Account[]> {
    return allOf(AccountRow, await this.#rows.transact((read) => read(sql`select id, name, password, role from accounts order by created, id`)));
  }

  /** false: somebody has that name. */
  async create(account: NewAccount): Promise<boolean> {
    const [created] = await this.#rows.write([
      sql`insert into accounts (id, name, name_key, password, role, created)
        values (${account.id}, ${account.name}, ${nameKey(account.name)}, ${account.passwordHash}, ${account.role}, ${account.created}) on conflict (name_key) do nothing`,
    ]);
    return created === 1;
  }

  /** The same account under what the form says now: a first run that was cut short is filled in again. */
  async replace(id: string, { name, passwordHash }: { readonly name: string; readonly passwordHash: string }): Promise<void> {
    await this.#rows.write([sql`update accounts set name = ${name}, name_key = ${nameKey(name)}, password = ${passwordHash} where id = ${id}`]);
  }

  /** Somebody else may have a name that is told apart in the directory but not here: then they go on signing in under the one before. */
  async rename(id: string, name: string): Promise<void> {
    await this.#rows.write([
      sql`update accounts set name = ${name}, name_key = ${nameKey(name)} where id = ${id} and not exists (select 1 from accounts where name_key = ${nameKey(name)} and id <> ${id})`,
    ]);
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#rows.write([sql`update accounts set password = ${passwordHash} where id = ${id}`]);
  }

  async #one(query: Sql): Promise<Account | undefined> {
    return firstOf(AccountRow, await this.#rows.transact((read) => read(query)));
  }
}
