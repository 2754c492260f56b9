import { type Migration, type Read, type Recorded, type Sql, sql } from '@atrium/server';
import { type board, CHART_POINTS, THINGS } from './contract.ts';
import { Value } from './values.ts';
import * as v from 'valibot';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long what was measured is kept. */
export const KEPT_MS = 30 * DAY_MS;
/** Of a field one value in a second is kept, the last: a thing that says ten in a second is no longer history for it. */
const SECOND_MS = 1000;
/** Feeds between two sweeps of what is too old. */
const SWEEP_EVERY = 500;

export const migrations: readonly Migration[] = [
  {
    name: 'board/0001-points',
    sql: `
      create table board_points (
        channel text not null,
        thing text not null,
        field text not null,
        second bigint not null,
        at bigint not null,
        value text not null,
        primary key (channel, thing, field, second)
      );
      create index board_points_age on board_points (channel, at);
    `,
  },
];

export function project(event: Recorded<typeof board>, { id: channel }: { readonly id: string }): readonly Sql[] {
  const { name, data, offset } = event;
  if (data === null) return [];
  if (name === 'dropped') return [sql`delete from board_points where channel = ${channel} and thing = ${data.thing}`];
  if (name !== 'fed') return [];
  const cells = data.points.flatMap(({ thing, at, fields }) =>
    Object.entries(fields).map(([field, value]) => [thing, field, Math.floor(at / SECOND_MS), at, JSON.stringify(value)]),
  );
  // One statement for all of them: a feed may have twenty thousand.
  const insert = sql`
    insert into board_points (channel, thing, field, second, at, value)
    select ${channel}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${JSON.stringify(cells)}) where true
    on conflict (channel, thing, field, second) do update set at = excluded.at, value = excluded.value where excluded.at >= board_points.at`;
  const old = event.at - KEPT_MS;
  return [insert, ...(offset % SWEEP_EVERY === 0 ? [sql`delete from board_points where channel = ${channel} and at < ${old}`] : [])];
}

type Context = { readonly id: string };
const parsed = (text: unknown): Value => v.parse(Value, JSON.parse(String(text)));

export async function readAsOf(read: Read, { at }: { readonly at: number }, { id: channel }: Context) {
  const rows = await read(sql`
    select thing, field, at, value from (
      select thing, field, at, value, row_number() over (partition by thing, field order by at desc) as newest
      from board_points where channel = ${channel} and at <= ${at}
    ) as before where newest = 1 order by thing, field limit ${THINGS * 8}`);
  const things = new Map<string, Record<string, [Value, number]>>();
  for (const row of rows) {
    const thing = String(row['thing']);
    const fields = things.get(thing) ?? {};
    things.set(thing, fields);
    fields[String(row['field'])] = [parsed(row['value']), Number(row['at'])];
  }
  return { things: [...things].map(([thing, fields]) => ({ thing, fields })) };
}

export async function readHistory(
  read: Read,
  { thing, field, from, to }: { readonly thing: string; readonly field: string; readonly from: number; readonly to: number },
  { id: channel }: Context,
): Promise<{ points: [number, Value][] }> {
  const width = Math.max(1, Math.ceil((to - from + 1) / CHART_POINTS));
  const rows = await read(sql`
    select at, value from (
      select at, value, row_number() over (partition by cast((at - ${from}) / ${width} as bigint) order by at desc) as newest
      from board_points where channel = ${channel} and thing = ${thing} and field = ${field} and at >= ${from} and at <= ${to}
    ) as part where newest = 1 order by at limit ${CHART_POINTS}`);
  return { points: rows.map((row) => [Number(row['at']), parsed(row['value'])]) };
}
