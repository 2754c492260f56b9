import { setTimeout as sleep } from 'node:timers/promises';
import { Awake } from './awake.ts';
import { Gauge } from './gauge.ts';
import type { Counting, Measured } from './job.ts';
import { Seats } from './seats.ts';

/** Counts what a server that does nothing else writes. */
export async function counting(job: Counting): Promise<Measured> {
  const awake = new Awake();
  const gauge = new Gauge(job.pid, awake);
  let arrived = 0;
  const seats = new Seats(job.language, (_seat, messages) => {
    awake.heard();
    arrived += messages;
  });
  await seats.open(Array.from({ length: job.connections }, (_, index) => ({ port: job.port, index, rooms: [0], namesRooms: false, asks: 'echo' as const })));
  for (const { client } of seats.all) client.sendText('go');
  await sleep(job.warmMs);
  gauge.begin();
  const before = arrived;
  await sleep(job.measureMs);
  const used = gauge.end();
  const done = arrived - before;
  awake.stop();
  seats.cut();
  return { ...used, done, said: 0, faults: [] };
}
