import { sql } from '@atrium/server';
import type { AppRows } from './accounts.ts';
import type { Clock } from './clock.ts';
import { allOf, type BoardKey, BoardKeyRow, firstOf } from './rows.ts';
import { hashOfToken, newId, newToken } from './tokens.ts';

/** Milliseconds between two notes of when a key was used: its list says it to the minute. */
const NOTE_MS = 60_000;

/** Keys by which programs and phones feed a room's board. Of a key, only its hash is kept. */
export class BoardKeys {
  readonly #rows: AppRows;
  readonly #clock: Clock;

  constructor(rows: AppRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async create({
    room,
    label,
    by,
  }: {
    readonly room: string;
    readonly label: string;
    readonly by: string;
  }): Promise<{ readonly key: BoardKey; readonly token: string }> {
    const [token, created] = [newToken(), this.#clock()];
    const key: BoardKey = { id: newId(), room, label, made_by: by, created, used: 0 };
    await this.#rows.write([
      sql`insert into board_keys (id, hash, room, label, made_by, created, used, revoked)
        values (${key.id}, ${hashOfToken(token)}, ${room}, ${label}, ${by}, ${created}, 0, 0)`,
    ]);
    return { key, token };
  }

  /** The key, while it is good; that it was used is noted. */
  async open(token: string): Promise<BoardKey | undefined> {
    const found = await this.#rows.transact((read) =>
      read(sql`select id, room, label, made_by, created, used from board_keys where hash = ${hashOfToken(token)} and revoked = 0`),
    );
    const key = firstOf(BoardKeyRow, found);
    const now = this.#clock();
    if (key && now - key.used >= NOTE_MS) await this.#rows.write([sql`update board_keys set used = ${now} where id = ${key.id}`]);
    return key;
  }

  async listed(room: string): Promise<readonly BoardKey[]> {
    const found = await this.#rows.transact((read) =>
      read(sql`select id, room, label, made_by, created, used from board_keys where room = ${room} and revoked = 0 order by created desc, id`),
    );
    return allOf(BoardKeyRow, found);
  }

  async revoke(id: string, room: string): Promise<boolean> {
    const [revoked] = await this.#rows.write([sql`update board_keys set revoked = 1 where id = ${id} and room = ${room} and revoked = 0`]);
    return revoked === 1;
  }
}
