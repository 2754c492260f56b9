import { CLOSE } from '@atrium/protocol';
import type { Clock } from '../clock.ts';
import type { HubLimits } from '../limits.ts';
import type { Connection } from './connection.ts';

/** Slots of the wheel; one is looked at every interval / SLOTS. */
const SLOTS = 16;

/**
 * One timer for all connections (a timer wheel): each interval every connection is looked at once. Who was silent too long is dropped; who
 * was told nothing for an interval gets a beat, so that the other side can tell a dead connection too.
 */
export class Heartbeat {
  readonly #slots: Set<Connection>[] = Array.from({ length: SLOTS }, () => new Set());
  readonly #clock: Clock;
  readonly #limits: HubLimits;
  #next = 0;
  #joining = 0;
  #stop: () => void;

  constructor(clock: Clock, limits: HubLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#stop = this.#schedule();
  }

  add(connection: Connection): void {
    this.#slots[this.#joining++ % SLOTS]!.add(connection);
  }

  remove(connection: Connection): void {
    for (const slot of this.#slots) if (slot.delete(connection)) return;
  }

  stop(): void {
    this.#stop();
  }

  #schedule(): () => void {
    return this.#clock.after(this.#limits.heartbeatMs / SLOTS, () => {
      this.#turn();
      this.#stop = this.#schedule();
    });
  }

  #turn(): void {
    const now = this.#clock.now();
    for (const connection of this.#slots[this.#next++ % SLOTS]!) {
      if (now - connection.heardAt > connection.silentAfterMs) {
        connection.close(CLOSE.silent, 'silent');
        connection.destroy();
      } else if (now - connection.saidAt >= this.#limits.heartbeatMs / 2) {
        connection.say({ t: 'beat' });
      }
    }
  }
}
