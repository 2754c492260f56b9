import type { RawClient, RawTarget } from '../lib/raw-client.ts';
import type { Stamp } from './message.ts';

/** What every speaker of a peer's language is told of its connection. */
export interface Seat {
  readonly port: number;
  /** Counts connections from 0. */
  readonly index: number;
  /** Numbers of the rooms it is in. */
  readonly rooms: readonly number[];
  /** Whether messages name their room. */
  readonly namesRooms: boolean;
  /** What `ask` asks; a page is some kB of reply. */
  readonly asks: 'echo' | 'command' | 'query' | 'post' | 'page';
  /** Atrium's kind of its rooms: `bench` tells every message, `newest` the last of each publisher. Others tell every one. Default: `bench`. */
  readonly kind?: 'bench' | 'newest';
  /** It will come back after it was cut, and keeps what it takes to say so. */
  readonly returns?: true;
  /** Who had this seat before it was cut: what it kept is told to the server. */
  readonly before?: Speaker;
  /** It reads no more than that. */
  readonly bytesPerSecond?: number;
}

/** One connection's end of a peer's wire: as little as it takes to join, to say, to ask, and to count. */
export interface Speaker {
  /** Where and how to connect; some must ask for a seat first. */
  target(): RawTarget | Promise<RawTarget>;
  opened(client: RawClient): void;
  /** In all its rooms, or ready to ask. */
  readonly ready: boolean;
  /** A frame came: how many messages of rooms were in it. Counts `answers`. */
  heard(client: RawClient, opcode: number, bytes: Buffer, start: number, end: number): number;
  /** Answers to what was asked or, where the wire has them, to what was said. */
  readonly answers: number;
  /** Everything that is said in one turn, as frames. */
  say(stamps: readonly Stamp[]): Buffer;
  /** So many requests, as frames. */
  ask(count: number): Buffer;
}

export type Language = 'plain' | 'batch' | 'socketio' | 'colyseus' | 'atrium';
