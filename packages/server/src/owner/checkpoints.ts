import { deserialize, serialize } from 'node:v8';
import type { AnyKind } from '../kind.ts';
import type { Checkpoint, Entry, LoadedChannel } from '../ports/store.ts';

/** Events, and bytes of their bodies, after which a channel's next entry brings a checkpoint: a load folds no more than that, some milliseconds. */
export const CHECKPOINT_EVERY = { events: 2000, bytes: 1024 * 1024 };

/** A channel's log does not reach back to its beginning, and the checkpoint in its stead is of a version that the kind cannot read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** When a channel's decision state goes into the store, so that the next load need not fold the whole log. */
export class Checkpoints {
  readonly #kind: AnyKind;
  readonly #failed: (error: unknown) => void;
  #events = 0;
  #bytes = 0;
  #isThere = false;
  #cannot = false;

  /** `failed` is told once, when the state is nothing that V8 can serialise; the channel then goes on without checkpoints. */
  constructor(kind: AnyKind, failed: (error: unknown) => void) {
    this.#kind = kind;
    this.#failed = failed;
  }

  /** After a load: so many events were folded behind the checkpoint. */
  loaded(checkpoint: LoadedChannel['checkpoint'], folded: { readonly events: number; readonly bytes: number }): void {
    this.#isThere = checkpoint !== undefined;
    this.#events = folded.events;
    this.#bytes = folded.bytes;
  }

  /** The checkpoint that this entry is to bring, if any: `state` is as of the entry's last event. */
  after({ events, redacts }: Pick<Entry, 'events' | 'redacts'>, state: unknown): Checkpoint | undefined {
    this.#events += events.length;
    for (const { body } of events) this.#bytes += body.length;
    const isDue = this.#events >= CHECKPOINT_EVERY.events || this.#bytes >= CHECKPOINT_EVERY.bytes;
    // The one that is there may hold what is redacted.
    if (this.#cannot || (!isDue && !(redacts.length > 0 && this.#isThere))) return undefined;
    try {
      const body = serialize(state);
      this.#events = 0;
      this.#bytes = 0;
      this.#isThere = true;
      return { version: this.#kind.stateVersion ?? 1, body };
    } catch (error) {
      this.#cannot = true;
      this.#failed(error);
      return undefined;
    }
  }
}

/** The decision state of a checkpoint; undefined when the kind cannot use it. */
export function restored(kind: AnyKind, checkpoint: Checkpoint | undefined): { readonly state: unknown } | undefined {
  if (!checkpoint) return undefined;
  const isPresent = checkpoint.version === (kind.stateVersion ?? 1);
  if (!isPresent && !kind.upgrade) return undefined;
  const state: unknown = deserialize(checkpoint.body);
  return { state: isPresent ? state : kind.upgrade?.(state, checkpoint.version) };
}
