import { setTimeout as sleep } from 'node:timers/promises';
import { Awake } from './awake.ts';
import { Gauge, latencyOf } from './gauge.ts';
import type { FanOut, Measured } from './job.ts';
import { eachStamp, microseconds, type Stamp } from './message.ts';
import { Order } from './order.ts';
import { Seats } from './seats.ts';

/** Connections whose messages are read for latency, evenly spread, the last of all among them: reading all would measure the reader. */
const WITNESSES = 8;
/** Messages that are under way at most where so many are sent a second: what a server cannot take is not piled up without end. */
const MOST_UNDER_WAY = 250;
/** Milliseconds in which what is on its way arrives, after the last was sent. */
const ARRIVE_WITHIN_MS = 15_000;

/** Messages to rooms in which everybody is: how many reach everybody, and how late. */
export async function fanOut(job: FanOut): Promise<Measured> {
  const { connections, rooms, publishers, pace, readsAll } = job;
  const awake = new Awake();
  const gauge = new Gauge(job.pid, awake);
  const latencies: number[] = [];
  const order = new Order();
  let isMeasured = false;
  let arrived = 0;
  let published = 0;
  let next = Number.POSITIVE_INFINITY;
  const isWitness = witnesses(connections, readsAll ? connections : WITNESSES);

  const seats = new Seats(job.language, (seat, messages, bytes, start, end) => {
    awake.heard();
    if (messages === 0) return;
    arrived += messages;
    if (isWitness[seat])
      eachStamp(bytes, { start, end }, (stamp) => {
        if (isMeasured) latencies.push((microseconds() - stamp.at) / 1000);
        if (readsAll) order.saw(seat, stamp);
      });
    if (arrived >= next) speakSoon();
  });
  const inRooms = Array.from({ length: rooms }, (_, room) => room);
  await seats.open(
    Array.from({ length: connections }, (_, index) => ({ port: job.port, index, rooms: inRooms, namesRooms: rooms > 1, asks: 'echo' as const })),
  );

  // — closed loop: another is said when one has reached all of its room —

  const inFlight = 'inFlight' in pace ? pace.inFlight : MOST_UNDER_WAY;
  const sequences = Array.from({ length: publishers * rooms }, () => 0);
  let speaking = false;
  let stopped = false;
  function speakSoon(): void {
    if (speaking) return;
    speaking = true;
    setImmediate(() => {
      speaking = false;
      say(inFlight - (published - Math.floor(arrived / connections)));
    });
  }
  function say(count: number): void {
    if (stopped) return;
    const turns = new Map<number, Stamp[]>();
    const at = microseconds();
    for (let left = count; left > 0; left--) {
      const publisher = published % publishers;
      const room = Math.floor(published / publishers) % rooms;
      const place = publisher * rooms + room;
      const stamp = { publisher, room, sequence: sequences[place]!++, at };
      const turn = turns.get(publisher);
      if (turn) turn.push(stamp);
      else turns.set(publisher, [stamp]);
      published += 1;
    }
    // The last to come in speak: who comes first is written to first.
    for (const [publisher, stamps] of turns) {
      const { client, speaker } = seats.all[connections - 1 - publisher]!;
      client.write(speaker.say(stamps));
    }
    if ('inFlight' in pace) next = (published - inFlight + 1) * connections;
  }

  // — open loop: evenly spaced, whatever becomes of them —

  async function sayEvenly(perSecond: number): Promise<void> {
    const began = performance.now();
    let due = 0;
    while (!stopped) {
      const owed = Math.floor(((performance.now() - began) * perSecond) / 1000) - due;
      due += owed;
      say(Math.min(owed, MOST_UNDER_WAY - (published - Math.floor(arrived / connections))));
      await sleep(1);
    }
  }

  if ('perSecond' in pace) void sayEvenly(pace.perSecond);
  else say(inFlight);
  await sleep(job.warmMs);
  gauge.begin();
  isMeasured = true;
  const before = { arrived, published };
  await sleep(job.measureMs);
  isMeasured = false;
  const used = gauge.end();
  const after = { arrived, published };
  stopped = true;
  awake.stop();
  await untilArrived(() => arrived >= published * connections);
  const faults = [...order.faults()];
  if (arrived !== published * connections) faults.push(`${published * connections - arrived} of ${published * connections} messages did not arrive`);
  if (seats.closed > 0) faults.push(`${seats.closed} connections were closed`);
  seats.cut();
  const latency = latencyOf(latencies);
  return { ...used, done: after.arrived - before.arrived, said: after.published - before.published, ...(latency && { latency }), faults };
}

function witnesses(connections: number, count: number): boolean[] {
  const chosen = Array.from({ length: connections }, () => false);
  for (let witness = 1; witness <= count; witness++) chosen[Math.ceil((witness * connections) / count) - 1] = true;
  return chosen;
}

async function untilArrived(isDone: () => boolean): Promise<void> {
  const late = performance.now() + ARRIVE_WITHIN_MS;
  while (!isDone() && performance.now() < late) await sleep(20);
  // One that came twice comes late.
  await sleep(50);
}
