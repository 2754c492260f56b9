import type { Command } from './command.ts';
import { Lane } from './lane.ts';
import type { Hold } from './outbox/outbox.ts';

/**
 * One client id, its outbox and its lanes. A client has one of its own, to which it adds; and others that it only sends to their end:
 * adopted ones, and an own one that it had to give up.
 */
export class Sender {
  readonly hold: Hold;
  readonly #lanes = new Map<string, Lane>();
  /** Whose commands these are; unknown before the first welcome. */
  identity: string | undefined;
  /** Somebody else speaks for it now, or it was let go: nothing is sent from it any more. */
  gone = false;

  constructor(hold: Hold) {
    this.hold = hold;
  }

  get client(): string {
    return this.hold.client;
  }

  get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Nothing of it waits for an answer. */
  get idle(): boolean {
    for (const lane of this.lanes) if (!lane.empty) return false;
    return true;
  }

  laneOf(channel: string): Lane {
    let lane = this.#lanes.get(channel);
    if (!lane) this.#lanes.set(channel, (lane = new Lane()));
    return lane;
  }

  *commands(): Generator<Command> {
    for (const lane of this.lanes) yield* lane.commands;
  }
}
