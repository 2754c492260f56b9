import type { Position, WireError } from '@atrium/protocol';
import type { Countable } from '../kind.ts';
import type { Ask, BatchEvent, StateEntry, ViewerChange } from '../ports/bus.ts';
import type { Entry, Row } from '../ports/store.ts';

/** Something asked of an owner, until it is answered. */
export type Task = Ask & {
  readonly from: string;
  /** What `load` found for it. */
  rows?: readonly (readonly Row[])[];
  /** It broke something: it is refused when its turn comes again. */
  poison?: WireError;
  /** It was decided, and COMMIT's answer was lost: if the log has our term at that offset, it was done. */
  doubt?: { readonly term: string; readonly offset: number; readonly value: unknown };
};

/** What was decided and waits for the offset it depends on: nothing of it is seen before that is on disk (output commit). */
export interface Step {
  readonly task: Task;
  readonly entry: Entry | undefined;
  /** The last offset that it depends on. */
  readonly offset: number;
  readonly release: () => void;
  readonly events: readonly BatchEvent[];
  readonly viewers: readonly ViewerChange[];
  /** What it changed in the state lane. */
  readonly standing?: readonly StateEntry[] | undefined;
  /** What watchers learn, as of this step. */
  readonly countable?: Countable | undefined;
  /** What was answered, for the app's commands, which have no id. */
  readonly value?: unknown;
  readonly released?: boolean;
}

export interface Given {
  readonly at?: Position | undefined;
  readonly value?: unknown;
  readonly error?: WireError | undefined;
  readonly dropped?: true;
}
