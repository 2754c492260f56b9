import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Answers, answersIn } from './answers.ts';
import { Gauge } from './gauge.ts';
import type { Measured, Unread } from './job.ts';
import { Peak } from './memory.ts';
import { type Seated, Seats } from './seats.ts';
import { untilStill } from './until-still.ts';

/** Questions in one write. */
const AT_ONCE = 16;
/** Bytes that wait in the generator at most: the rest is not asked before the server takes it. */
const WAITING_BYTES = 64 * 1024;
/** Of an answer, its text. */
const PAGE_BYTES = 4096;

/**
 * One asks and reads, as others do; then another asks as fast as it is listened to and reads nothing. What the server has resident at most while that
 * goes on, beyond what it had for the first, is what the second costs. Then it reads, and asks again what it was told to ask later.
 */
export async function unread(job: Unread): Promise<Measured> {
  const gauge = new Gauge(job.pid);
  const peak = new Peak(job.pid);
  const answers = [new Answers(PAGE_BYTES), new Answers(PAGE_BYTES)] as const;
  let isPaused = false;
  let whilePaused = 0;
  const seats = new Seats(job.language, (seat, _messages, bytes, start, end) => {
    if (seat === 1 && isPaused) whilePaused += 1;
    for (const answer of answersIn(job.language, bytes.toString('latin1', start, end))) answers[seat === 0 ? 0 : 1].saw(answer);
  });
  const rooms = job.language === 'atrium' ? [0] : [];
  await seats.open([0, 1].map((index) => ({ port: job.port, index, rooms, namesRooms: false, asks: job.asks })));
  const [reader, other] = seats.all as [Seated, Seated];
  const asked = [0, 0];
  const ask = (seat: 0 | 1, count: number): void => {
    asked[seat]! += count;
    const { client, speaker } = seat === 0 ? reader : other;
    client.write(speaker.ask(count));
  };

  /** Until so many are answered, a few under way at a time; what is refused is asked again. */
  async function askAndRead(seat: 0 | 1, count: number): Promise<void> {
    const to = answers[seat];
    while (to.good < count && seats.closed === 0) {
      ask(seat, Math.min(AT_ONCE, count - to.good));
      const until = asked[seat]!;
      if (!(await untilStill(() => to.all >= until || seats.closed > 0, () => to.all))) return;
    }
  }

  peak.begin();
  await askAndRead(0, job.questions);
  const before = peak.end();

  other.client.pause();
  await sleep(0);
  isPaused = true;
  gauge.begin();
  peak.begin();
  const end = performance.now() + job.measureMs;
  while (asked[1]! < job.questions && performance.now() < end) {
    if (other.client.socket.writableLength > WAITING_BYTES) await sleep(1);
    else {
      ask(1, AT_ONCE);
      await turn();
    }
  }
  // What was asked in less time is waited for as long.
  await sleep(Math.max(0, end - performance.now()));
  const used = gauge.end();
  const during = peak.end();
  isPaused = false;

  const wanted = asked[1]!;
  peak.begin();
  const began = performance.now();
  other.client.resume();
  await untilStill(() => answers[1].all >= wanted || seats.closed > 0, () => answers[1].all);
  if (answers[1].all >= wanted) await askAndRead(1, wanted);
  const caughtUpMs = performance.now() - began;
  const after = peak.end();

  const missing = wanted - answers[1].good;
  const faults = [...answers[0].faults(asked[0]!), ...(job.mayLose ? [] : answers[1].faults(asked[1]!))];
  if (whilePaused > 0) faults.push(`${whilePaused} frames were read by the one who was to read nothing`);
  if (missing !== 0 && !job.mayLose) faults.push(`${missing} of ${wanted} questions were not answered in the end`);
  if (seats.closed > 0 && !job.mayLose) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  return { ...used, done: answers[1].good, said: wanted, memory: { before, during, after }, missing, caughtUpMs, faults };
}
