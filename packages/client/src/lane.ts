import { limits } from '@atrium/protocol';
import type { Command } from './command.ts';

/**
 * One client's commands in one channel, in turn: n = 1, 2, 3 …, sent in that order, never past one that has to wait, and never more than
 * the hub admits unsettled.
 */
export class Lane {
  #commands: Command[] = [];
  #last = 0;
  /** The hub has used one of its ids otherwise: no more is sent in it, and what comes back unsent goes elsewhere. */
  left = false;

  /** The number of the next command. */
  get next(): number {
    return this.#last + 1;
  }

  /** The highest n up to which all are finally answered. */
  get settled(): number {
    const [lowest] = this.#commands;
    return lowest ? lowest.n - 1 : this.#last;
  }

  get empty(): boolean {
    return this.#commands.length === 0;
  }

  get commands(): readonly Command[] {
    return this.#commands;
  }

  add(command: Command): void {
    this.#commands.push(command);
    this.#last = command.n;
  }

  find(n: number): Command | undefined {
    return this.#commands.find((command) => command.n === n);
  }

  /** It is finally answered, and the outbox knows. */
  drop(command: Command): void {
    this.#commands = this.#commands.filter((other) => other !== command);
  }

  /** The connection is gone: all that was on its way is to be sent again. */
  cut(): void {
    for (const command of this.#commands) {
      command.shown ??= false;
      if (command.state === 'sent') command.state = 'waiting';
      command.putOff = undefined;
      command.tries = 0;
    }
  }

  /** What may be sent now, in order. */
  *sendable(): Generator<Command> {
    const { settled } = this;
    for (const command of this.#commands) {
      if (command.state === 'sent' || command.state === 'answered') continue;
      if (command.state === 'storing' || command.putOff || command.n > settled + limits.unsettled) return;
      yield command;
    }
  }
}
