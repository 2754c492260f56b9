import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, latencyOf } from './gauge.ts';
import type { Jitter, Measured } from './job.ts';
import { eachStamp, microseconds } from './message.ts';
import { Once } from './once.ts';
import { Seats } from './seats.ts';
import { untilStill } from './until-still.ts';

/** Milliseconds after a return in which somebody has caught up, or never will. */
const NEVER_MS = 10_000;

/** Everybody but the one who talks is cut now and then, and comes back by themselves. */
export async function jitter(job: Jitter): Promise<Measured> {
  const { connections, perSecond, livesMs, awayMs, mayLose } = job;
  const gauge = new Gauge(job.pid);
  const talker = connections - 1;
  const got = new Once(connections, Math.ceil((perSecond * job.measureMs) / 1000) + perSecond);
  /** By seat: since when it is coming back, and what had been said by then. */
  const returning = new Map<number, { readonly since: number; readonly said: number }>();
  const caughtUp: number[] = [];
  let said = 0;
  let cuts = 0;

  const seats = new Seats(job.language, (seat, messages, bytes, start, end) => {
    if (messages === 0) return;
    eachStamp(bytes, { start, end }, ({ sequence }) => got.saw(seat, sequence));
    const back = returning.get(seat);
    if (!back || !got.has(seat, back.said)) return;
    caughtUp.push(performance.now() - back.since);
    returning.delete(seat);
  });
  const seat = (index: number) => ({ port: job.port, index, rooms: [0], namesRooms: false, asks: 'echo' as const, returns: true as const });
  await seats.open(Array.from({ length: connections }, (_, index) => seat(index)));
  await sleep(job.warmMs);

  let isOver = false;
  const away = new Set<Promise<void>>();
  async function livesAndDies(index: number): Promise<void> {
    while (!isOver) {
      // As many are cut in any second as in any other.
      await sleep(livesMs * 2 * Math.random());
      if (isOver) return;
      seats.cutOne(index);
      cuts += 1;
      const back = comeBack(index);
      away.add(back);
      await back;
      away.delete(back);
    }
  }
  async function comeBack(index: number): Promise<void> {
    await sleep(awayMs * Math.random());
    // What it had missed before is measured from then on.
    const since = performance.now();
    const saidByThen = said;
    if (got.has(index, saidByThen)) caughtUp.push(0);
    else returning.set(index, { since, said: saidByThen });
    await seats.reopen([seat(index)]);
    const back = returning.get(index);
    if (back) setTimeout(() => returning.get(index) === back && returning.delete(index), NEVER_MS).unref();
  }

  gauge.begin();
  const began = performance.now();
  for (let index = 0; index < talker; index++) void livesAndDies(index);
  const { client, speaker } = seats.all[talker]!;
  while (performance.now() - began < job.measureMs) {
    const owed = Math.floor(((performance.now() - began) * perSecond) / 1000) - said;
    if (owed > 0) client.write(speaker.say(Array.from({ length: owed }, () => ({ publisher: 0, room: 0, sequence: said++, at: microseconds() }))));
    await sleep(1000 / perSecond / 2);
  }
  isOver = true;
  const used = gauge.end();
  await Promise.all(away);
  await untilStill(() => got.least() >= said, () => got.total);

  const delivered = got.total / (said * connections);
  const faults = mayLose ? [] : [...got.faults(said)];
  if (cuts === 0) faults.push('nobody was cut');
  if (seats.closed > 0) faults.push(`${seats.closed} connections were closed that nobody cut`);
  seats.cut();
  const latency = latencyOf(caughtUp);
  return { ...used, done: got.total, said, delivered, missing: got.missing(said), ...(latency && { latency }), faults };
}
