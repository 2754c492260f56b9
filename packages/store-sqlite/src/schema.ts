import type { Migration } from '@atrium/server';

/**
 * The engine's tables.
 *
 * Text that can be deleted stands in `events`, `answers` and `checkpoint_bodies` alone. To them, rows are only added at the end and later only
 * set to null. That is a matter of deletion, not of taste: when SQLite splits or joins pages it leaves copies of the rows it moved in the unused
 * part of a page, where `secure_delete` does not reach them. A row at the end of an ascending integer key is never moved, and one that shrinks
 * moves nothing, so a body that is set to null is gone. An answer's row without its body costs 6 bytes and stays for that reason; emptied rows
 * of trimmed events go only where none with text is near (trim.ts).
 *
 * `channels.fence` is the term of whoever may write; `term` is that of the event at `head`; events up to `trimmed` are gone, though a row may be
 * there still.
 */
export const ENGINE: readonly Migration[] = [
  {
    name: 'engine/0001-log',
    sql: `
      create table channels (
        id integer primary key,
        address text not null unique,
        fence text not null,
        term text not null,
        head integer not null
      ) strict;

      create table events (
        id integer primary key,
        channel_id integer not null,
        "offset" integer not null,
        term text not null,
        name text not null,
        version integer not null,
        at integer not null,
        tag integer,
        n integer,
        audience text,
        body text
      ) strict;
      create unique index events_place on events (channel_id, "offset");

      create table clients (
        id integer primary key,
        channel_id integer not null,
        identity text not null,
        client text not null,
        tag integer not null,
        last integer not null,
        settled integer not null,
        used_at integer not null,
        unique (channel_id, identity, client)
      ) strict;

      create table replies (
        client_id integer not null,
        n integer not null,
        hmac text not null,
        term text not null,
        "offset" integer not null,
        answer integer not null,
        primary key (client_id, n)
      ) strict, without rowid;

      create table answers (id integer primary key, body text) strict;

      create table effects (
        channel_id integer not null,
        term text not null,
        "offset" integer not null,
        idx integer not null,
        target text not null,
        name text not null,
        body text not null,
        due integer not null,
        timer text,
        tries integer not null,
        primary key (channel_id, "offset", term, idx)
      ) strict, without rowid;
      create index effects_due on effects (due);
      create unique index effects_timer on effects (channel_id, timer) where timer is not null;

      create table received (
        channel_id integer not null,
        source text not null,
        term text not null,
        "offset" integer not null,
        idx integer not null,
        settled_at integer,
        primary key (channel_id, source, "offset", term, idx)
      ) strict, without rowid;
      create index received_source on received (source, "offset", term, idx);
      create index received_settled on received (settled_at) where settled_at is not null;
    `,
  },
  {
    name: 'engine/0002-checkpoints',
    sql: `
      alter table channels add column trimmed integer not null default 0;

      create table checkpoints (
        channel_id integer primary key,
        version integer not null,
        term text not null,
        "offset" integer not null,
        body integer not null
      ) strict;
      create table checkpoint_bodies (id integer primary key, body blob) strict;
    `,
  },
];
