import { CLOSE } from '@atrium/protocol';
import type { Clock } from '../clock.ts';
import type { HubLimits } from '../limits.ts';
import type { Connection } from './connection.ts';
import { Heartbeat } from './heartbeat.ts';
import { isRevoked, type Revoked } from './revocations.ts';

/** Everyone who is connected to this hub: who holds which client id, how many come from an address, and who has something to send. */
export class Connections {
  readonly #all = new Set<Connection>();
  /** By identity and client id. */
  readonly #claims = new Map<string, Connection>();
  readonly #addresses = new Map<string, number>();
  readonly #heartbeat: Heartbeat;
  #toFlush: Connection[] = [];

  constructor(clock: Clock, limits: HubLimits) {
    this.#heartbeat = new Heartbeat(clock, limits);
  }

  get size(): number {
    return this.#all.size;
  }

  from(address: string): number {
    return this.#addresses.get(address) ?? 0;
  }

  add(connection: Connection): void {
    this.#all.add(connection);
    this.#addresses.set(connection.address, this.from(connection.address) + 1);
    this.#heartbeat.add(connection);
  }

  remove(connection: Connection): void {
    this.#all.delete(connection);
    this.#heartbeat.remove(connection);
    const left = this.from(connection.address) - 1;
    if (left > 0) this.#addresses.set(connection.address, left);
    else this.#addresses.delete(connection.address);
    for (const client of connection.clients) {
      const key = keyOf(connection, client);
      if (this.#claims.get(key) === connection) this.#claims.delete(key);
    }
  }

  /** The newest claim wins; whoever held one of the ids is superseded. */
  claim(connection: Connection, clients: readonly string[]): void {
    for (const client of clients) {
      const key = keyOf(connection, client);
      const holder = this.#claims.get(key);
      this.#claims.set(key, connection);
      if (holder && holder !== connection) holder.close(CLOSE.superseded, 'another connection has this client id');
    }
  }

  /** What connections gather in one turn leaves at its end. */
  flushSoon(connection: Connection): void {
    if (this.#toFlush.length === 0) queueMicrotask(() => this.#flush());
    this.#toFlush.push(connection);
  }

  #flush(): void {
    const connections = this.#toFlush;
    this.#toFlush = [];
    for (const connection of connections) connection.flush();
  }

  close({ of, code, reason }: { readonly of?: Revoked; readonly code: number; readonly reason: string }): void {
    for (const connection of this.#all) if (!of || isRevoked(of, connection.identity)) connection.close(code, reason);
  }

  /** Each is told to come back after another time, the last after `withinMs`, and closed. */
  drain(withinMs: number): void {
    const all = [...this.#all];
    for (const [index, connection] of all.entries()) connection.say({ t: 'drain', afterMs: Math.round((withinMs * (index + 1)) / all.length) });
    this.#flush();
    for (const connection of all) connection.close(CLOSE.restart, 'restart');
  }

  /** No more beats. */
  stop(): void {
    this.#heartbeat.stop();
  }
}

const keyOf = ({ identity }: Connection, client: string): string => `${identity.id} ${client}`;
