import { Role } from '@atrium/kind-directory';
import type { Migration, Row } from '@atrium/server';
import * as v from 'valibot';

/** The app's own tables: what is secret, and so is in no log. Times are milliseconds since the epoch. */
export const appMigrations: readonly Migration[] = [
  {
    name: 'app/0001-accounts',
    sql: `
      create table accounts (id text primary key, name text not null, name_key text not null unique, password text not null, role text not null, created bigint not null);
      create table sessions (id text primary key, hash text not null unique, person text not null, created bigint not null, last_seen bigint not null, user_agent text not null, address text not null);
      create index sessions_by_person on sessions (person);
      create table invites (id text primary key, hash text not null unique, made_by text not null, created bigint not null, expires bigint not null, max_uses bigint not null, uses bigint not null, revoked bigint not null);
      create table resets (hash text primary key, person text not null, expires bigint not null, used bigint not null);
      create table app_facts (name text primary key, value text not null);
    `,
  },
  {
    name: 'app/0002-board-keys',
    sql: `
      create table board_keys (id text primary key, hash text not null unique, room text not null, label text not null, made_by text not null, created bigint not null, used bigint not null, revoked bigint not null);
      create index board_keys_by_room on board_keys (room);
    `,
  },
];

const Whole = v.pipe(v.union([v.number(), v.bigint()]), v.transform(Number));
export const AccountRow = v.object({ id: v.string(), name: v.string(), password: v.string(), role: Role });
export type Account = v.InferOutput<typeof AccountRow>;
export const SessionRow = v.object({ id: v.string(), person: v.string(), created: Whole, last_seen: Whole, user_agent: v.string(), address: v.string() });
export type SessionRow = v.InferOutput<typeof SessionRow>;
export const InviteRow = v.object({ id: v.string(), made_by: v.string(), created: Whole, expires: Whole, max_uses: Whole, uses: Whole });
export type Invite = v.InferOutput<typeof InviteRow>;
export const BoardKeyRow = v.object({ id: v.string(), room: v.string(), label: v.string(), made_by: v.string(), created: Whole, used: Whole });
export type BoardKey = v.InferOutput<typeof BoardKeyRow>;
export const ResetRow = v.object({ person: v.string() });
export const FactRow = v.object({ value: v.string() });

export const firstOf = <T>(schema: v.GenericSchema<unknown, T>, rows: readonly Row[]): T | undefined =>
  rows[0] === undefined ? undefined : v.parse(schema, rows[0]);
export const allOf = <T>(schema: v.GenericSchema<unknown, T>, rows: readonly Row[]): readonly T[] => rows.map((row) => v.parse(schema, row));
