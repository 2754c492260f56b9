import { ATTACKS } from '../load/attacks/names.ts';
import type { Measured } from '../load/job.ts';
import { type Case, cpuShare, generatorShare, type Metric } from './case.ts';

const MB = 1024 * 1024;
const grown = (unit: string, of: (memory: NonNullable<Measured['memory']>) => number): Metric => ({
  unit,
  of: ({ memory }) => memory && Math.max(0, of(memory) - memory.before) / MB,
  more: false,
});
/** Never below nothing: that a process had less than before is the collector's doing. */
const grownWhileUnreadMb = grown('MB more', ({ during }) => during);
const grownCatchingUpMb = grown('MB more while it catches up', ({ after }) => after);
const beforeMb: Metric = { unit: 'MB before', of: ({ memory }) => memory && memory.before / MB, more: false };
const missing: Metric = { unit: 'missing in the end', of: (measured) => measured.missing, more: false };
const caughtUp: Metric = { unit: 's until it has all', of: ({ caughtUpMs }) => caughtUpMs && caughtUpMs / 1000, more: false };

const asked: Metric = { unit: 'questions taken', of: ({ said }) => said, more: true };

const staleMost: Metric = { unit: 'ms old at most', of: ({ stale }) => stale?.most, more: false };
const staleP50: Metric = { unit: 'ms old p50', of: ({ stale }) => stale?.p50, more: false };
const ageP50: Metric = { unit: 'ms of a value p50', of: ({ latency }) => latency?.p50, more: false };
const valuesPerSecond: Metric = { unit: 'values/s read', of: ({ done, seconds }) => done / seconds, more: true };

/** Latency at the 99th percentile beside one attack, to that without it. */
const slowedBy = (name: string): Metric => ({
  unit: `× p99, ${name}`,
  of: ({ attacks }) => {
    const attack = attacks?.[name];
    return attack && attack.during.p99 / attack.without.p99;
  },
  more: false,
});
const eachAttack = ATTACKS.map(slowedBy);
const quietP99: Metric = {
  unit: 'ms p99 alone',
  of: ({ attacks }) => attacks && Math.min(...Object.values(attacks).map(({ without }) => without.p99)),
  more: false,
};
const worst: Metric = {
  unit: '× p99 at worst',
  of: (measured) => (measured.attacks ? Math.max(...eachAttack.map((metric) => metric.of(measured) ?? 0)) : undefined),
  more: false,
};

export const pressureCases: readonly Case[] = [
  {
    name: 'stalled-reader',
    title: 'One who reads nothing while 200 MB are said',
    about:
      'Three people say 100,000 messages of 2 kB, at 10,000 a second, while a fourth in the room reads nothing; then it reads on. Before that they say 60,000 while the fourth reads: "more" is the most that the server has resident while it is stalled, beyond the most that it had before. What the kernel holds for a socket, some megabytes, is not in it; nor is what a process leaves to its garbage collector while it reads 200 MB from the log.',
    peers: ['atrium', 'ws'],
    mode: 'room',
    metric: grownWhileUnreadMb,
    also: [grownCatchingUpMb, beforeMb, missing, caughtUp, cpuShare, generatorShare],
    targets: [
      { metric: grownWhileUnreadMb, most: 5 },
      { metric: missing, most: 0 },
    ],
    peersMayLose: true,
    work: (peer) => ({
      job: 'stalled',
      connections: 4,
      messages: 100_000,
      messageBytes: 2_000,
      perSecond: 10_000,
      mayLose: peer !== 'atrium',
      warmMs: 0,
      measureMs: 0,
    }),
  },
  {
    name: 'asks-never-reads',
    title: 'One who asks and never reads the answers',
    about:
      'Questions with answers of 4 kB, as many as are taken in five seconds, and 20,000 at most, by one who reads nothing; then it reads, and asks again what it was told to ask later. Before that another asks 20,000 and reads: "more" is the most that the server has resident while nothing is read, beyond the most that it had for that.',
    peers: ['atrium', 'ws', 'socketio'],
    mode: 'pages',
    metric: grownWhileUnreadMb,
    also: [grownCatchingUpMb, beforeMb, asked, missing, caughtUp, cpuShare, generatorShare],
    targets: [
      { metric: grownWhileUnreadMb, most: 5 },
      { metric: missing, most: 0 },
    ],
    peersMayLose: true,
    work: (peer) => ({
      job: 'unread',
      asks: peer === 'atrium' ? 'page' : 'echo',
      connections: 2,
      questions: 20_000,
      mayLose: peer !== 'atrium',
      warmMs: 0,
      measureMs: 5000,
    }),
  },
  {
    name: 'slow-state',
    title: 'State on a line of 50 kB/s',
    about:
      'Fifty things of 500 bytes change 200 times a second in all, which is twice what the reader takes. How old it is what it knows, looked at just before it learns more: since when something is otherwise than it shows.',
    peers: ['atrium', 'ws'],
    mode: 'room',
    metric: staleMost,
    also: [staleP50, ageP50, valuesPerSecond, cpuShare, generatorShare],
    targets: [{ metric: staleMost, most: 2000 }],
    work: (peer) => ({
      job: 'slow-state',
      connections: 2,
      keys: 50,
      valueBytes: 500,
      perSecond: 200,
      readsPerSecond: 50_000,
      mayLose: peer !== 'atrium',
      warmMs: 4000,
      measureMs: 10_000,
    }),
  },
  {
    name: 'hostile-neighbours',
    title: 'Two who talk beside one who means harm',
    about:
      'Two people say 50 messages a second, for four seconds beside each attack; latency at the 99th percentile during each attack, to that just before and after it. The limits of one client are those of the product. The attacker, with up to four connections, or 300 that never finish their handshake, has what the generator leaves of its core; "none, busy" only uses that up.',
    peers: ['atrium'],
    mode: 'limited',
    metric: worst,
    also: [quietP99, ...eachAttack, generatorShare],
    targets: ATTACKS.map((name, at) => ({ metric: eachAttack[at] ?? slowedBy(name), most: 2 })),
    work: () => ({ job: 'neighbours', connections: 2, perSecond: 50, warmMs: 1000, measureMs: 4000 }),
  },
];
