import { type Case, cpuEach, cpuShare, generatorShare, p50, p99, perSecond } from './case.ts';

const figures = [cpuEach, cpuShare, generatorShare];
const commands = perSecond('events');
const posts = perSecond('posts');
const answers = perSecond('answers');

export const askingCases: readonly Case[] = [
  {
    name: 'durable-commands',
    title: 'Commands to one channel, on disk',
    about:
      '16 clients with 64 commands under way each, in one channel of a kind without rows; each is answered when its event is on disk. Nobody has joined it: what telling costs is measured above.',
    peers: ['atrium'],
    mode: 'ask',
    metric: commands,
    also: figures,
    targets: [{ metric: commands, least: 40_000 }],
    work: () => ({ job: 'asking', asks: 'command', connections: 16, depth: 64, warmMs: 1000, measureMs: 2000 }),
  },
  {
    name: 'chat-posts',
    title: 'Posts in a room of the product',
    about:
      '16 members of one room, all in it, with 64 posts under way each: the log, the rows of the conversation, telling everybody, and an effect on the feed of whoever posted.',
    peers: ['atrium'],
    mode: 'ask',
    metric: posts,
    also: figures,
    targets: [{ metric: posts, least: 10_000 }],
    work: () => ({ job: 'asking', asks: 'post', connections: 16, depth: 64, warmMs: 1000, measureMs: 2000 }),
  },
  {
    name: 'acknowledgement',
    title: 'One acknowledgement, with nothing else to do',
    about: 'One connection asks 50 times a second. Atrium answers when the event is on disk; the others answer at once.',
    peers: ['atrium', 'ws', 'socketio', 'bun', 'uws'],
    mode: 'ask',
    metric: p50,
    also: [p99, cpuShare],
    targets: [{ metric: p50, than: 'ws', commits: 2 }],
    measuresCommit: true,
    work: (peer) => ({ job: 'asking', asks: peer === 'atrium' ? 'command' : 'echo', connections: 1, depth: 1, everyMs: 20, warmMs: 800, measureMs: 2500 }),
  },
  {
    name: 'queries',
    title: 'Questions, pipelined',
    about: '100 connections with 16 questions under way each, which change nothing and are answered in order.',
    peers: ['atrium', 'floor', 'ws', 'ws-batch', 'socketio', 'colyseus', 'bun', 'uws'],
    mode: 'ask',
    metric: answers,
    also: figures,
    targets: [{ metric: answers, beside: ['ws'], bound: { least: 4 } }],
    work: (peer) => ({ job: 'asking', asks: peer === 'atrium' ? 'query' : 'echo', connections: 100, depth: 16, warmMs: 1000, measureMs: 2000 }),
  },
];
