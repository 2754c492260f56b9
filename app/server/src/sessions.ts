import { sql, type Sql } from '@atrium/server';
import type { AppRows } from './accounts.ts';
import { type Clock, DAY, HOUR } from './clock.ts';
import { allOf, firstOf, SessionRow } from './rows.ts';
import { cannotWrite } from './cannot-write.ts';
import { hashOfToken, newId, newToken } from './tokens.ts';

/** As long as a phone that is used once a year stays signed in. */
export const SESSION_DAYS = 365;
/** `last_seen` is for a person looking at a list: to the hour is enough, and a write per request would not be. */
const SEEN_EVERY = HOUR;
/** Longer ones tell nothing more. */
const USER_AGENT_CHARACTERS = 300;

/** A browser or bot, as it came in. */
export interface Visitor {
  readonly userAgent: string;
  readonly address: string;
}

function unlessFull(error: unknown): void {
  if (!cannotWrite(error)) throw error;
}

/** Who is signed in where. The token stands in the cookie alone; here is its hash. */
export class Sessions {
  readonly #rows: AppRows;
  readonly #clock: Clock;

  constructor(rows: AppRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  /** A session to be written together with what it follows from; the token is for the cookie. */
  draft(person: string, visitor: Visitor): { readonly id: string; readonly token: string; readonly statement: Sql } {
    const [id, token, now] = [newId(), newToken(), this.#clock()];
    const statement = sql`insert into sessions (id, hash, person, created, last_seen, user_agent, address)
      values (${id}, ${hashOfToken(token)}, ${person}, ${now}, ${now}, ${visitor.userAgent.slice(0, USER_AGENT_CHARACTERS)}, ${visitor.address})`;
    return { id, token, statement };
  }

  async begin(person: string, visitor: Visitor): Promise<string> {
    const { token, statement } = this.draft(person, visitor);
    await this.#rows.write([statement]);
    return token;
  }

  async byToken(token: string): Promise<SessionRow | undefined> {
    const now = this.#clock();
    const found = await this.#rows.transact((read) =>
      read(
        sql`select id, person, created, last_seen, user_agent, address from sessions where hash = ${hashOfToken(token)} and last_seen > ${now - SESSION_DAYS * DAY}`,
      ),
    );
    const session = firstOf(SessionRow, found);
    if (session && now - session.last_seen >= SEEN_EVERY) {
      // On a full disk people still come in and read: the store itself says that it cannot write.
      await this.#rows.write([sql`update sessions set last_seen = ${now} where id = ${session.id}`]).catch(unlessFull);
    }
    return session;
  }

  async of(person: string): Promise<readonly SessionRow[]> {
    const since = this.#clock() - SESSION_DAYS * DAY;
    return allOf(
      SessionRow,
      await this.#rows.transact((read) =>
        read(
          sql`select id, person, created, last_seen, user_agent, address from sessions where person = ${person} and last_seen > ${since} order by last_seen desc, id`,
        ),
      ),
    );
  }

  /** false: this person has no such session. */
  async end(id: string, person: string): Promise<boolean> {
    const [ended] = await this.#rows.write([sql`delete from sessions where id = ${id} and person = ${person}`]);
    return ended === 1;
  }

  /** Ends all of a person's sessions, but for one that stays. The answer is which ended. */
  async endAll(person: string, but = ''): Promise<readonly string[]> {
    const ended = (await this.of(person)).map(({ id }) => id).filter((id) => id !== but);
    await this.#rows.write([sql`delete from sessions where person = ${person} and id <> ${but}`]);
    return ended;
  }

  /** Forgets those that nobody has come back to. */
  async sweep(): Promise<void> {
    await this.#rows.write([sql`delete from sessions where last_seen <= ${this.#clock() - SESSION_DAYS * DAY}`]);
  }
}
