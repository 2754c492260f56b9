import { sql } from '@atrium/server';
import type { AppRows } from './accounts.ts';
import { type Clock, DAY } from './clock.ts';
import { firstOf, ResetRow } from './rows.ts';
import { hashOfToken, newToken } from './tokens.ts';

/** A day: it is handed over in person or by phone. */
const RESET_VALID = DAY;

/** One-time links that let a person set a new password. */
export class Resets {
  readonly #rows: AppRows;
  readonly #clock: Clock;

  constructor(rows: AppRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  /** A new link makes the one before worthless. */
  async create(person: string): Promise<string> {
    const token = newToken();
    await this.#rows.write([
      sql`delete from resets where person = ${person}`,
      sql`insert into resets (hash, person, expires, used) values (${hashOfToken(token)}, ${person}, ${this.#clock() + RESET_VALID}, 0)`,
    ]);
    return token;
  }

  /** Whose link it is, if it can still be used. */
  async open(token: string): Promise<string | undefined> {
    const found = await this.#rows.transact((read) =>
      read(sql`select person from resets where hash = ${hashOfToken(token)} and used = 0 and expires > ${this.#clock()}`),
    );
    return firstOf(ResetRow, found)?.person;
  }

  /** Spends the link and sets the password in one transaction, so that of two at once one wins. */
  async use(token: string, passwordHash: string): Promise<boolean> {
    const [hash, now] = [hashOfToken(token), this.#clock()];
    const [changed] = await this.#rows.write([
      sql`update accounts set password = ${passwordHash}
        where id = (select person from resets where hash = ${hash} and used = 0 and expires > ${now})`,
      sql`update resets set used = 1 where hash = ${hash}`,
    ]);
    return changed === 1;
  }
}
