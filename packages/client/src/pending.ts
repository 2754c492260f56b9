import type { AtriumError } from '@atrium/protocol';
import type { Command } from './command.ts';

/** A command that is not confirmed, as it is shown. */
export interface Pending {
  /** With `n`, what it is told apart by: an adopted command comes of another client. */
  readonly client: string;
  readonly n: number;
  readonly name: string;
  readonly input: unknown;
  /** Milliseconds since the epoch, by the hub's clock. */
  readonly firstSentAt: number;
  /** Why it was finally refused. It stays until it is discarded or tried again. */
  readonly failed?: AtriumError;
}

/** The commands of every channel that are not done: adopted ones first, for they are older, then this client's own, each in its order. */
export class PendingCommands {
  readonly #byChannel = new Map<string, readonly Command[]>();
  readonly #changed: (channel: string) => void;

  constructor(changed: (channel: string) => void) {
    this.#changed = changed;
  }

  of(channel: string): readonly Command[] {
    return this.#byChannel.get(channel) ?? [];
  }

  get channels(): readonly string[] {
    return [...this.#byChannel.keys()];
  }

  add(command: Command): void {
    this.#set(command.channel, [...this.of(command.channel), command]);
  }

  adopt(command: Command, own: string): void {
    const commands = this.of(command.channel);
    const at = commands.findIndex(({ client }) => client === own);
    this.#set(command.channel, at < 0 ? [...commands, command] : commands.toSpliced(at, 0, command));
  }

  remove(command: Command): void {
    this.#set(
      command.channel,
      this.of(command.channel).filter((other) => other !== command),
    );
  }

  touched(command: Command): void {
    this.#changed(command.channel);
  }

  #set(channel: string, commands: readonly Command[]): void {
    if (commands.length > 0) this.#byChannel.set(channel, commands);
    else this.#byChannel.delete(channel);
    this.#changed(channel);
  }
}

export const shownAs = ({ client, n, name, input, at, failed }: Command): Pending => ({ client, n, name, input, firstSentAt: at, ...(failed && { failed }) });
