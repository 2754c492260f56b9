import { PEERS } from '../lib/peers.ts';
import { bytesEach, type Case, cpuShare } from './case.ts';

export const holdingCases: readonly Case[] = [
  {
    name: 'idle',
    title: '10,000 connections that do nothing',
    about:
      'Each has joined a room of 100. Resident memory of the server, of which the first 200 connections are not counted; what the kernel holds is not in it.',
    peers: PEERS.filter((peer) => !peer.startsWith('floor') && peer !== 'ws-batch' && peer !== 'uws-tuned' && peer !== 'socketio-csr'),
    mode: 'room',
    metric: bytesEach,
    also: [cpuShare],
    targets: [{ metric: bytesEach, beside: ['socketio'], bound: { most: 0.5 } }],
    work: () => ({ job: 'holding', connections: 10_000, perRoom: 100, warmMs: 1000, measureMs: 3000 }),
  },
];
