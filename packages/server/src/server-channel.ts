import {
  type AnyContract,
  type AnySchema,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type EventData,
  type EventName,
  type Meta,
  type QueryInput,
  type QueryName,
  type QueryReply,
  revive,
} from '@atrium/protocol';
import type { BatchEvent } from './ports/bus.ts';

/** A channel as the server's own code meets it, in EventEmitter's manner. */
export interface ServerChannel<C extends AnyContract> {
  /** Resolves with the reply when the command is on disk. @throws AtriumError when it is refused. */
  emit<N extends CommandName<C>>(name: N, input: CommandInput<C, N>): Promise<CommandReply<C, N>>;
  query<N extends QueryName<C>>(name: N, input: QueryInput<C, N>): Promise<QueryReply<C, N>>;
  /** Hears events after they are on disk, from now on; call the answer to stop. What must not be missed is an effect. */
  on<N extends EventName<C>>(name: N, heard: (data: EventData<C, N>, meta: Meta) => void): () => void;
}

export class Listener {
  readonly #name: string;
  readonly #heard: (data: unknown, meta: Meta) => void;
  readonly #failed: (error: unknown) => void;
  readonly #schema: AnySchema | undefined;

  constructor(
    { name, schema }: { readonly name: string; readonly schema: AnySchema | undefined },
    heard: (data: unknown, meta: Meta) => void,
    failed: (error: unknown) => void,
  ) {
    this.#schema = schema;
    this.#name = name;
    this.#heard = heard;
    this.#failed = failed;
  }

  hear({ name, body, offset, at, by }: BatchEvent): void {
    if (name !== this.#name || body === null) return;
    try {
      this.#heard(revive(this.#schema, JSON.parse(body)), { offset, at, ...(by && { by }) });
    } catch (error) {
      this.#failed(error);
    }
  }
}
