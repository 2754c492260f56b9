import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from '../lib/proc.ts';
import { CORE, start } from '../lib/programs.ts';
import { type AttackName, ATTACKS } from './attacks/names.ts';
import { Gauge, latencyOf } from './gauge.ts';
import type { Attacked, Measured, Neighbours } from './job.ts';
import { eachStamp, microseconds } from './message.ts';
import { Order } from './order.ts';
import { Seats } from './seats.ts';
import { Talk } from './talk.ts';
import { untilStill } from './until-still.ts';

const attacker = fileURLToPath(new URL('attacks/attacker.ts', import.meta.url));
/** Messages that are under way at most: a second's, and not more after a stall. */
const MOST_UNDER_WAY = 50;
/** Milliseconds for an attack to get going, and for what it left under way to come to its end. */
const SETTLE_MS = 250;

/**
 * People talk: alone, during an attack, alone again, during the next. Each attack is compared with the times just before and after it. The attacker is a
 * process on the generator's core that runs only while the generator does not, so that it takes nothing from those who measure, and nothing from the
 * server but what the server gives it.
 */
export async function neighbours(job: Neighbours): Promise<Measured> {
  const { connections, perSecond, measureMs } = job;
  const whole = new Gauge(job.pid);
  const order = new Order();
  const read = Array.from({ length: connections }, () => 0);
  let latencies: number[] | undefined;
  const seats = new Seats(job.language, (seat, _messages, bytes, start, end) => {
    eachStamp(bytes, { start, end }, (stamp) => {
      read[seat]! += 1;
      order.saw(seat, stamp);
      latencies?.push((microseconds() - stamp.at) / 1000);
    });
  });
  await seats.open(Array.from({ length: connections }, (_, index) => ({ port: job.port, index, rooms: [0], namesRooms: false, asks: 'echo' as const })));
  const slowest = (): number => Math.min(...read);
  const talk = new Talk({ voices: connections, seat: (voice) => seats.all[voice]!, perSecond, room: () => MOST_UNDER_WAY - (talk.said - slowest()) });

  async function listen(): Promise<{ readonly samples: number[]; readonly used: ReturnType<Gauge['end']> }> {
    const samples: number[] = [];
    const gauge = new Gauge(job.pid);
    gauge.begin();
    latencies = samples;
    const end = performance.now() + measureMs;
    await talk.say(Number.POSITIVE_INFINITY, () => performance.now() < end);
    // What was said at the end counts when it comes, however late.
    await untilStill(() => slowest() >= talk.said, slowest);
    latencies = undefined;
    return { samples, used: gauge.end() };
  }

  async function attacked(name: AttackName): Promise<Awaited<ReturnType<typeof listen>> & { readonly attackerCpu: number }> {
    const program = await start({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', attacker, String(job.port), name],
      core: CORE.generator,
      idle: true,
    });
    try {
      await sleep(SETTLE_MS);
      const before = cpuSeconds(program.pid);
      const { samples, used } = await listen();
      const ended = program.ended();
      if (ended !== undefined) throw new Error(`The attack '${name}' ended by itself: ${ended}`);
      return { samples, used, attackerCpu: cpuSeconds(program.pid) - before };
    } finally {
      await program.stop();
      await sleep(SETTLE_MS);
    }
  }

  await talk.say((perSecond * job.warmMs) / 1000);
  whole.begin();
  const attacks: Record<string, Attacked> = {};
  let attackers = 0;
  let before = await listen();
  for (const name of ATTACKS) {
    const during = await attacked(name);
    const after = await listen();
    attackers += during.attackerCpu;
    const [without, latency] = [latencyOf([...before.samples, ...after.samples]), latencyOf(during.samples)];
    if (!without || !latency) throw new Error(`Nothing was heard beside '${name}'.`);
    const { seconds, serverCpu, generatorCpu } = during.used;
    const attackerCpu = during.attackerCpu / seconds;
    attacks[name] = { without, during: latency, serverCpu: serverCpu / seconds, generatorCpu: generatorCpu / seconds, attackerCpu };
    before = after;
  }
  const used = whole.end();
  const faults = [...order.faults()];
  if (slowest() !== talk.said) faults.push(`${talk.said - slowest()} of ${talk.said} messages did not reach everybody`);
  if (seats.closed > 0) faults.push(`${seats.closed} of those who talk were cut off`);
  seats.cut();
  return { ...used, othersCpu: Math.max(0, used.othersCpu - attackers), done: talk.said, said: talk.said, attacks, faults };
}
