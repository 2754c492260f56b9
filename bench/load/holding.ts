import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../lib/proc.ts';
import { Gauge } from './gauge.ts';
import type { Holding, Measured } from './job.ts';
import { Seats } from './seats.ts';

/** Connections before the first look at memory: the server has run its code once. */
const FIRST = 200;

/** Connections that have joined and do nothing: what each costs. */
export async function holding(job: Holding): Promise<Measured> {
  const { connections, perRoom } = job;
  const gauge = new Gauge(job.pid);
  const seats = new Seats(job.language, () => undefined);
  const seat = (index: number) => ({ port: job.port, index, rooms: [Math.floor(index / perRoom)], namesRooms: false, asks: 'echo' as const });
  const all = Array.from({ length: connections }, (_, index) => seat(index));
  const first = Math.min(FIRST, Math.floor(connections / 2));
  await seats.open(all.slice(0, first));
  await sleep(job.warmMs);
  const before = residentBytes(job.pid);
  await seats.open(all.slice(first));
  gauge.begin();
  await sleep(job.measureMs);
  const used = gauge.end();
  const bytesEach = (residentBytes(job.pid) - before) / (connections - first);
  const faults = seats.closed > 0 ? [`${seats.closed} connections were closed`] : [];
  seats.cut();
  return { ...used, done: connections, said: 0, bytesEach, faults };
}
