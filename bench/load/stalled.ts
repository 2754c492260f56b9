import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge } from './gauge.ts';
import type { Measured, Stalled } from './job.ts';
import { Peak } from './memory.ts';
import { eachStamp } from './message.ts';
import { Order } from './order.ts';
import { Ranges } from './ranges.ts';
import { Seats } from './seats.ts';
import { Talk } from './talk.ts';
import { untilStill } from './until-still.ts';

/** Of what is said while it reads nothing, the part that is said before: by then a process has taken what it takes for such a load. */
const BEFORE = 0.6;
/** Messages that are under way at most to those who read. */
const MOST_UNDER_WAY = 500;

/**
 * In a room first a part of it is said while all read, then all of it while the last of them reads nothing. What the server has resident at most the second time,
 * beyond the first, is what the stalled reader costs: the load itself, and what a process takes for it and keeps, is in both.
 */
export async function stalled(job: Stalled): Promise<Measured> {
  const { connections, messages, messageBytes, perSecond, mayLose } = job;
  const gauge = new Gauge(job.pid);
  const peak = new Peak(job.pid);
  const order = new Order();
  const ranges = new Ranges();
  const read = Array.from({ length: connections }, () => 0);
  const last = connections - 1;
  let isStalled = false;
  let whileStalled = 0;

  const seats = new Seats(job.language, (seat, _messages, bytes, start, end) => {
    if (seat === last) {
      if (isStalled) whileStalled += 1;
      if (job.language === 'atrium') ranges.saw(bytes.toString('latin1', start, end));
    }
    eachStamp(bytes, { start, end }, (stamp) => {
      read[seat]! += 1;
      order.saw(seat, stamp);
    });
  });
  await seats.open(Array.from({ length: connections }, (_, index) => ({ port: job.port, index, rooms: [0], namesRooms: false, asks: 'echo' as const })));
  const others = (): number => Math.min(...read.slice(0, last));
  const talk = new Talk({
    voices: last,
    seat: (voice) => seats.all[voice]!,
    perSecond,
    bytes: messageBytes,
    room: () => MOST_UNDER_WAY - (talk.said - others()),
  });
  const arrived = (): Promise<boolean> => untilStill(() => others() >= talk.said, others);

  peak.begin();
  await talk.say(Math.ceil(messages * BEFORE));
  await arrived();
  await untilStill(
    () => read[last]! >= talk.said,
    () => read[last]!,
  );
  const without = peak.end();

  const reader = seats.all[last]!.client;
  reader.pause();
  // What was read before it was paused has been handed on.
  await sleep(0);
  isStalled = true;
  gauge.begin();
  peak.begin();
  await talk.say(messages);
  const whole = await arrived();
  const used = gauge.end();
  isStalled = false;
  const during = peak.end();
  peak.begin();
  const began = performance.now();
  reader.resume();
  await untilStill(
    () => read[last]! >= talk.said || seats.closed > 0,
    () => read[last]!,
  );
  const caughtUpMs = performance.now() - began;
  const after = peak.end();

  const missing = talk.said - read[last]!;
  const faults = [...(mayLose ? [] : order.faults()), ...ranges.faults()];
  if (whileStalled > 0) faults.push(`${whileStalled} frames were read by the one who was to read nothing`);
  if (!whole) faults.push(`${talk.said - others()} of ${talk.said} messages did not reach those who read`);
  if (missing !== 0 && !mayLose) faults.push(`${missing} of ${talk.said} messages did not reach the one who had not read`);
  if (job.language === 'atrium' && ranges.at !== talk.said) faults.push(`the one who had not read stands at ${ranges.at} of ${talk.said}`);
  if (seats.closed > 0 && !mayLose) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  return { ...used, done: talk.said, said: talk.said, memory: { before: without, during, after }, missing, caughtUpMs, faults };
}
