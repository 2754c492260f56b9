import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../lib/statistics.ts';
import { Ages } from './ages.ts';
import { Gauge, latencyOf } from './gauge.ts';
import type { Measured, SlowState } from './job.ts';
import { eachStamp, microseconds } from './message.ts';
import { Seats } from './seats.ts';
import { Talk } from './talk.ts';
import { untilStill } from './until-still.ts';

const WRITER = 0;
const READER = 1;

/** Things change more often than a reader on a thin line can be told: how old it is what it knows. */
export async function slowState(job: SlowState): Promise<Measured> {
  const { keys, perSecond, valueBytes, readsPerSecond, mayLose } = job;
  const gauge = new Gauge(job.pid);
  const ages = new Ages();
  const latencies: number[] = [];
  const stale: number[] = [];
  let isMeasured = false;
  let done = 0;
  const seats = new Seats(job.language, (seat, _messages, bytes, start, end) => {
    if (seat !== READER) return;
    const now = microseconds();
    // It is oldest just before more comes.
    if (isMeasured) stale.push(ages.oldest(now) / 1000);
    eachStamp(bytes, { start, end }, ({ publisher, sequence }) => {
      const age = ages.read(publisher, { version: sequence, now });
      if (!isMeasured) return;
      done += 1;
      latencies.push(age / 1000);
    });
  });
  const seat = { port: job.port, rooms: [0], namesRooms: false, asks: 'echo', kind: 'newest' } as const;
  await seats.open([
    { ...seat, index: WRITER },
    { ...seat, index: READER, bytesPerSecond: readsPerSecond },
  ]);
  const talk = new Talk({
    voices: keys,
    seat: () => seats.all[WRITER]!,
    perSecond,
    bytes: valueBytes,
    room: () => Number.POSITIVE_INFINITY,
    said: ({ publisher, sequence, at }) => ages.said(publisher, { version: sequence, at }),
  });
  let stopped = false;
  const talking = talk.say(Number.POSITIVE_INFINITY, () => !stopped);
  await sleep(job.warmMs);
  gauge.begin();
  isMeasured = true;
  const before = talk.said;
  await sleep(job.measureMs);
  isMeasured = false;
  stale.push(ages.oldest(microseconds()) / 1000);
  const used = gauge.end();
  const said = talk.said - before;
  stopped = true;
  await talking;
  if (!mayLose) await untilStill(() => ages.behind === 0, () => keys - ages.behind);
  const missing = ages.behind;
  const faults = [...ages.faults()];
  if (missing > 0 && !mayLose) faults.push(`${missing} of ${keys} things were not known as they are in the end`);
  if (seats.closed > 0) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  const latency = latencyOf(latencies);
  return {
    ...used,
    done,
    said,
    missing,
    ...(latency && { latency }),
    stale: { p50: quantile(stale, 0.5), most: Math.max(...stale) },
    faults,
  };
}
