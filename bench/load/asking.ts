import { setTimeout as sleep } from 'node:timers/promises';
import { Awake } from './awake.ts';
import { Gauge, latencyOf } from './gauge.ts';
import type { Asking, Measured } from './job.ts';
import { Seats } from './seats.ts';

/** Milliseconds in which the last answers come. */
const ANSWER_WITHIN_MS = 15_000;

/** Requests and their answers: how many a second with so many under way, or how long one takes when there is nothing else to do. */
export async function asking(job: Asking): Promise<Measured> {
  const awake = new Awake();
  const gauge = new Gauge(job.pid, awake);
  const latencies: number[] = [];
  const counted = Array.from({ length: job.connections }, () => 0);
  let isMeasured = false;
  let asked = 0;
  let answered = 0;
  let stopped = false;
  let sentAt = 0;
  const turn = new Set<number>();

  const seats = new Seats(job.language, (seat) => {
    awake.heard();
    const seated = seats.all[seat];
    if (!seated?.speaker.ready) return;
    const fresh = seated.speaker.answers - counted[seat]!;
    if (fresh === 0) return;
    counted[seat]! += fresh;
    answered += fresh;
    if (job.everyMs === undefined) {
      if (turn.size === 0) setImmediate(askAgain);
      turn.add(seat);
    } else if (isMeasured) latencies.push(performance.now() - sentAt);
  });
  const all = Array.from({ length: job.connections }, (_, index) => ({
    port: job.port,
    index,
    rooms: job.language === 'atrium' ? [0] : [],
    namesRooms: false,
    asks: job.asks,
  }));
  // The first brings about what the others join.
  await seats.open(all.slice(0, 1));
  await seats.open(all.slice(1));

  function ask(seat: number, count: number): void {
    if (stopped || count === 0) return;
    const { client, speaker } = seats.all[seat]!;
    asked += count;
    client.write(speaker.ask(count));
  }
  const underWay = Array.from({ length: job.connections }, () => 0);
  function askAgain(): void {
    for (const seat of turn) {
      const open = underWay[seat]! - counted[seat]!;
      const more = job.depth - open;
      underWay[seat]! += more;
      ask(seat, more);
    }
    turn.clear();
  }
  async function askNowAndThen(everyMs: number): Promise<void> {
    while (!stopped) {
      sentAt = performance.now();
      ask(0, 1);
      await sleep(everyMs);
    }
  }

  if (job.everyMs === undefined) {
    for (let seat = 0; seat < job.connections; seat++) turn.add(seat);
    askAgain();
  } else void askNowAndThen(job.everyMs);
  await sleep(job.warmMs);
  gauge.begin();
  isMeasured = true;
  const before = answered;
  await sleep(job.measureMs);
  isMeasured = false;
  const used = gauge.end();
  const done = answered - before;
  stopped = true;
  awake.stop();
  const late = performance.now() + ANSWER_WITHIN_MS;
  while (answered < asked && performance.now() < late) await sleep(20);
  const faults: string[] = [];
  if (answered !== asked) faults.push(`${asked} were asked and ${answered} answered`);
  if (seats.closed > 0) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  const latency = latencyOf(latencies);
  return { ...used, done, said: done, ...(latency && { latency }), faults };
}
