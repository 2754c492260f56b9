import { sql } from '@atrium/server';
import { type AppRows, type NewAccount, nameKey } from './accounts.ts';
import { type Clock, DAY } from './clock.ts';
import { allOf, firstOf, type Invite, InviteRow } from './rows.ts';
import { hashOfToken, newId, newToken } from './tokens.ts';

/** A week: long enough for the colleague who is on leave, short enough that a forgotten link in a chat elsewhere is dead. */
const INVITE_DAYS = 7;
/** One link for a whole department, and a bound for one that leaked. */
export const INVITE_MOST_USES = 200;

/** Links that let people in. Of a link, only its hash is kept. */
export class Invites {
  readonly #rows: AppRows;
  readonly #clock: Clock;

  constructor(rows: AppRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async create(by: string, maxUses: number): Promise<{ readonly invite: Invite; readonly token: string }> {
    const [token, created] = [newToken(), this.#clock()];
    const invite: Invite = { id: newId(), made_by: by, created, expires: created + INVITE_DAYS * DAY, max_uses: maxUses, uses: 0 };
    await this.#rows.write([
      sql`insert into invites (id, hash, made_by, created, expires, max_uses, uses, revoked)
        values (${invite.id}, ${hashOfToken(token)}, ${by}, ${created}, ${invite.expires}, ${maxUses}, 0, 0)`,
    ]);
    return { invite, token };
  }

  /** The invite, if it can still be used. */
  async open(token: string): Promise<Invite | undefined> {
    const found = await this.#rows.transact((read) =>
      read(sql`select id, made_by, created, expires, max_uses, uses from invites
        where hash = ${hashOfToken(token)} and revoked = 0 and uses < max_uses and expires > ${this.#clock()}`),
    );
    return firstOf(InviteRow, found);
  }

  async listed(): Promise<readonly Invite[]> {
    const found = await this.#rows.transact((read) =>
      read(
        sql`select id, made_by, created, expires, max_uses, uses from invites where revoked = 0 and uses < max_uses and expires > ${this.#clock()} order by created desc, id`,
      ),
    );
    return allOf(InviteRow, found);
  }

  /** `madeBy`: only if it is that person's. */
  async revoke(id: string, madeBy: string | undefined): Promise<boolean> {
    const [revoked] = await this.#rows.write([
      madeBy === undefined
        ? sql`update invites set revoked = 1 where id = ${id} and revoked = 0`
        : sql`update invites set revoked = 1 where id = ${id} and revoked = 0 and made_by = ${madeBy}`,
    ]);
    return revoked === 1;
  }

  /** The account and the use of the invite are one transaction: neither two people on the last use, nor a use without a person. */
  async accept(token: string, account: NewAccount): Promise<'joined' | 'no-invite' | 'name-taken'> {
    const hash = hashOfToken(token);
    const [joined] = await this.#rows.write([
      sql`insert into accounts (id, name, name_key, password, role, created)
        select ${account.id}, ${account.name}, ${nameKey(account.name)}, ${account.passwordHash}, ${account.role}, ${account.created}
        where exists (select 1 from invites where hash = ${hash} and revoked = 0 and uses < max_uses and expires > ${this.#clock()}) on conflict (name_key) do nothing`,
      sql`update invites set uses = uses + 1 where hash = ${hash} and exists (select 1 from accounts where id = ${account.id})`,
    ]);
    if (joined === 1) return 'joined';
    return (await this.open(token)) ? 'name-taken' : 'no-invite';
  }
}
