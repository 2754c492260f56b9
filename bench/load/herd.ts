import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge } from './gauge.ts';
import type { Herd, Measured } from './job.ts';
import { eachStamp, microseconds } from './message.ts';
import { Once } from './once.ts';
import { Seats } from './seats.ts';
import { storeReads } from './store-reads.ts';
import { untilStill } from './until-still.ts';

/** Messages that are said before, and after, to all who are there. */
const SAID = 5;

/** A crowd is cut off, misses the same, and comes back at once. */
export async function herd(job: Herd): Promise<Measured> {
  const { connections, missed, atOnce, mayLose } = job;
  const gauge = new Gauge(job.pid);
  const talker = connections - 1;
  const got = new Once(connections);
  let heardAt = 0;
  const seats = new Seats(job.language, (seat, messages, bytes, start, end) => {
    if (messages === 0) return;
    heardAt = performance.now();
    eachStamp(bytes, { start, end }, ({ sequence }) => got.saw(seat, sequence));
  });
  const seat = (index: number) => ({ port: job.port, index, rooms: [0], namesRooms: false, asks: 'echo' as const, returns: true as const });
  const crowd = Array.from({ length: talker }, (_, index) => seat(index));
  await seats.open([seat(talker)]);
  await seats.open(crowd);
  await sleep(job.warmMs);

  let said = 0;
  /** Until everybody has it who can; true when all do. */
  async function say(count: number, who: () => number): Promise<boolean> {
    const { client, speaker } = seats.all[talker]!;
    const stamps = Array.from({ length: count }, () => ({ publisher: 0, room: 0, sequence: said++, at: microseconds() }));
    client.write(speaker.say(stamps));
    return untilStill(() => who() >= said, who);
  }
  const least = (): number => got.least();
  if (!(await say(SAID, least))) throw new Error('Not even before anybody was cut did all hear what was said.');
  for (const { index } of crowd) seats.cutOne(index);
  // The server hears of the last of them.
  await sleep(300);
  await say(missed, () => got.of(talker));
  await sleep(300);

  const before = await storeReads(job.port);
  gauge.begin();
  const began = performance.now();
  await seats.reopen(crowd, atOnce);
  await untilStill(() => got.least() >= said, () => got.total);
  const used = gauge.end();
  const reads = await storeReads(job.port);
  const missing = got.missing(said);
  const wholeMs = missing === 0 ? heardAt - began : undefined;
  const heard = said;
  const isLive = await say(SAID, () => got.leastAfter(heard) + heard);

  const faults: string[] = [];
  if (!isLive) faults.push('some of those who returned do not hear what is said');
  if (!mayLose) faults.push(...got.faults(said));
  if (seats.closed > 0) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  return { ...used, done: talker, said, missing, ...(wholeMs !== undefined && { wholeMs }), ...(before !== undefined && reads !== undefined && { reads: reads - before }), faults };
}
