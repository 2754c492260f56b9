import { type Case, cpuShare, generatorShare, type Metric } from './case.ts';

const whole: Metric = { unit: 's until all have everything', of: ({ wholeMs }) => wholeMs && wholeMs / 1000, more: false };
const reads: Metric = { unit: 'reads of the store', of: (measured) => measured.reads, more: false };
const missing: Metric = { unit: 'missing in the end', of: (measured) => measured.missing, more: false };
const delivered: Metric = { unit: '% delivered', of: ({ delivered: share }) => share && 100 * share, more: true };
const caughtUpP50: Metric = { unit: 'ms to catch up p50', of: ({ latency }) => latency?.p50, more: false };
const caughtUpP99: Metric = { unit: 'ms to catch up p99', of: ({ latency }) => latency?.p99, more: false };

export const returningCases: readonly Case[] = [
  {
    name: 'herd',
    title: '5,000 who are cut at once, and return at once',
    about:
      'All but one of a room of 5,001 are cut without a word; 100 messages are said meanwhile. They return with 400 handshakes under way at a time, without any jitter: until the last of them has everything, and is told what is said next. What of the 100 never comes is missing. Of plain ws and of Socket.IO without recovery all of it is (`jitter`).',
    peers: ['atrium', 'socketio-csr'],
    mode: 'room',
    metric: whole,
    also: [reads, missing, cpuShare, generatorShare],
    targets: [
      { metric: whole, most: 3 },
      { metric: reads, most: 1 },
      { metric: missing, most: 0 },
    ],
    peersMayLose: true,
    work: (peer) => ({ job: 'herd', connections: 5_001, missed: 100, atOnce: 400, mayLose: peer !== 'atrium', warmMs: 500, measureMs: 0 }),
  },
  {
    name: 'jitter',
    title: 'Connections that are cut every 15 seconds',
    about:
      'AnyCable’s method: 1,000 in a room, each cut without a word every 15 s on average, by chance, and back after up to a second, while one who stays says 20 messages a second for 10 s. What of it each got exactly once; and how long it took, from the beginning of a return, until one had what had been said by then.',
    peers: ['atrium', 'ws', 'socketio', 'socketio-csr'],
    mode: 'room',
    metric: delivered,
    also: [caughtUpP50, caughtUpP99, cpuShare, generatorShare],
    targets: [
      { metric: delivered, least: 100 },
      { metric: caughtUpP99, most: 1000 },
    ],
    peersMayLose: true,
    work: (peer) => ({
      job: 'jitter',
      connections: 1_001,
      perSecond: 20,
      livesMs: 15_000,
      awayMs: 1_000,
      mayLose: peer !== 'atrium',
      warmMs: 500,
      measureMs: 10_000,
    }),
  },
];
