import { type Migration, type Read, type Recorded, type Sql, sql } from '@atrium/server';
import type { Candle, CANDLE_SECONDS, market } from './contract.ts';

/** Candles in one answer: a chart's width. */
const CANDLES = 300;

/** Trades alone, which everybody may see: orders and accounts are in the log. */
export const migrations: readonly Migration[] = [
  {
    name: 'market/0001-trades',
    sql: `
      create table market_trades (
        channel text not null,
        id bigint not null,
        price integer not null,
        quantity bigint not null,
        at bigint not null,
        primary key (channel, id)
      );
      create index market_trades_at on market_trades (channel, at);
    `,
  },
];

export function project(event: Recorded<typeof market>, { id: channel }: { readonly id: string }): readonly Sql[] {
  if (event.name !== 'traded' || event.data === null) return [];
  const { id, price, quantity } = event.data;
  return [sql`insert into market_trades (channel, id, price, quantity, at) values (${channel}, ${id}, ${price}, ${quantity}, ${event.at})`];
}

export async function readCandles(
  read: Read,
  { seconds, before }: { readonly seconds: (typeof CANDLE_SECONDS)[number]; readonly before?: number | undefined },
  { id: channel, now }: { readonly id: string; readonly now: number },
): Promise<{ candles: Candle[]; last: number }> {
  const ms = seconds * 1000;
  const rows = await read(sql`
    with spans as (
      select at - at % ${ms} as span, min(id) as first, max(id) as last, min(price) as low, max(price) as high, sum(quantity) as volume
      from market_trades where channel = ${channel} and at < ${before ?? now + ms}
      group by 1 order by 1 desc limit ${CANDLES}
    )
    select span, last, low, high, volume, opening.price as open, closing.price as close
    from spans
    join market_trades opening on opening.channel = ${channel} and opening.id = first
    join market_trades closing on closing.channel = ${channel} and closing.id = last
    order by span`);
  return {
    last: Number(rows.at(-1)?.['last'] ?? 0),
    candles: rows.map((row) => ({
      at: Number(row['span']),
      open: Number(row['open']),
      high: Number(row['high']),
      low: Number(row['low']),
      close: Number(row['close']),
      volume: Number(row['volume']),
    })),
  };
}
