import { PEERS, type PeerName } from '../lib/peers.ts';
import { type Beside, type Case, cpuEach, cpuShare, generatorShare, p50, p99, perSecond } from './case.ts';

const deliveries = perSecond('deliveries');
const fastest: readonly PeerName[] = ['bun', 'uws-tuned'];

function room(
  of: Pick<Case, 'name' | 'title' | 'about' | 'targets'>,
  {
    connections,
    publishers,
    pace,
    metric = deliveries,
  }: {
    readonly connections: number;
    readonly publishers: number;
    readonly pace: { readonly inFlight: number } | { readonly perSecond: number };
    readonly metric?: Case['metric'];
  },
): Case {
  return {
    ...of,
    peers: PEERS.filter((peer) => peer !== 'socketio-csr'),
    mode: 'room',
    metric,
    also: [deliveries, cpuEach, cpuShare, p50, p99, generatorShare].filter((each) => each !== metric),
    work: () => ({ job: 'fan-out', connections, rooms: 1, publishers, pace, readsAll: false, warmMs: 800, measureMs: 1800 }),
  };
}
const beside = (least: number, ...peers: readonly PeerName[]): Beside => ({ metric: deliveries, beside: peers, bound: { least } });

export const fanOutCases: readonly Case[] = [
  room(
    {
      name: 'room-1000-32',
      title: 'A room of 1,000, 32 messages in flight',
      about: 'Each of 32 people in a room of 1,000 says the next thing when the last has reached everybody.',
      targets: [beside(0.8, 'ws-batch'), beside(20, 'ws', 'socketio', 'colyseus'), beside(0.8, ...fastest)],
    },
    { connections: 1000, publishers: 32, pace: { inFlight: 32 } },
  ),
  room(
    {
      name: 'room-1000-256',
      title: 'A room of 1,000, 256 messages in flight',
      about: 'The same with 64 people who have four messages on their way each.',
      targets: [beside(2.5, ...fastest)],
    },
    { connections: 1000, publishers: 64, pace: { inFlight: 256 } },
  ),
  room(
    {
      name: 'room-1000-at-500',
      title: 'A room of 1,000, 500 messages a second',
      about:
        'Evenly spaced, whatever becomes of them. Who cannot keep up is not given more than 250 at once. CPU is compared for each message delivered, since not all deliver all.',
      targets: [{ metric: cpuEach, beside: fastest, bound: { most: 0.7 } }],
    },
    { connections: 1000, publishers: 50, pace: { perSecond: 500 }, metric: cpuEach },
  ),
  room(
    { name: 'room-5000-8', title: 'A room of 5,000, 8 messages in flight', about: 'Eight people speak in a room of 5,000.', targets: [beside(8, 'ws')] },
    { connections: 5000, publishers: 8, pace: { inFlight: 8 } },
  ),
  room(
    {
      name: 'room-10-64',
      title: 'A room of 10, 64 messages in flight',
      about: 'All ten speak, with six or seven messages on their way each: here what comes in costs more than what goes out.',
      targets: [beside(4, 'socketio')],
    },
    { connections: 10, publishers: 10, pace: { inFlight: 64 } },
  ),
  room(
    {
      name: 'room-1000-1',
      title: 'A room of 1,000, one message in flight',
      about: 'The next is said when the last has reached everybody: nothing can be gathered, so each message is a write for each of 1,000.',
      targets: [beside(1, 'ws')],
    },
    { connections: 1000, publishers: 1, pace: { inFlight: 1 } },
  ),
  {
    name: 'rooms-50',
    title: 'Connections in 50 busy rooms',
    about: '100 connections, each in the same 50 rooms, 64 messages in flight over all of them. A Colyseus connection is in one room, so it is not here.',
    peers: PEERS.filter((peer) => peer !== 'colyseus' && peer !== 'socketio-csr'),
    mode: 'rooms',
    metric: deliveries,
    also: [cpuEach, cpuShare, p50, p99, generatorShare],
    targets: [],
    work: () => ({ job: 'fan-out', connections: 100, rooms: 50, publishers: 64, pace: { inFlight: 64 }, readsAll: false, warmMs: 800, measureMs: 1800 }),
  },
];
