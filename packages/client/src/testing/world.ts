import type { FromHub } from '@atrium/protocol';
import { Client } from '../client.ts';
import { memoryOutbox } from '../outbox/memory.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Happening, Surroundings } from '../surroundings.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeSocket } from './fake-socket.ts';

/** Everything around clients: one clock, and every socket they open. */
export class World {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly #listeners = new Set<(happening: Happening) => void>();
  /** What every roll of the dice gives. */
  roll = 0.5;
  /** What a GET of the verdict gives; undefined: the network is gone. */
  verdict: { readonly status: number; readonly body: unknown } | undefined;
  gets: string[] = [];
  onSocket: (socket: FakeSocket) => void = () => {};
  #ids = 0;

  readonly surroundings: Surroundings = {
    clock: this.clock,
    random: () => this.roll,
    newId: () => `client-${String(++this.#ids).padStart(12, '0')}`,
    openSocket: (url, subprotocols) => {
      const socket = new FakeSocket(url, subprotocols);
      this.sockets.push(socket);
      this.onSocket(socket);
      return socket;
    },
    get: async (url) => {
      this.gets.push(url);
      return this.verdict;
    },
    listen: (listener) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    },
  };

  client({ outbox = memoryOutbox(), identity }: { readonly outbox?: Outbox; readonly identity?: string } = {}): Client {
    return new Client('ws://hub.test/live', { surroundings: this.surroundings, outbox, identity });
  }

  happen(happening: Happening): void {
    for (const listener of [...this.#listeners]) listener(happening);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket;
  }

  /** The handshake of the newest socket succeeds, and the hub says welcome. */
  welcome(overrides: Partial<Extract<FromHub, { t: 'welcome' }>> = {}): FakeSocket {
    const { socket } = this;
    socket.accept();
    socket.say({
      t: 'welcome',
      identity: { id: 'ann', name: 'Ann', role: 'member' },
      heartbeatMs: 20_000,
      now: this.clock.now(),
      node: 'n1',
      frameBytes: 262_144,
      ...overrides,
    });
    return socket;
  }
}
