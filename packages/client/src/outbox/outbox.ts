import type { WireError } from '@atrium/protocol';

/** A command as it stands in an outbox: what is needed to send it again, exactly as it was sent. JSON. */
export interface KeptCommand {
  readonly channel: string;
  readonly n: number;
  readonly name: string;
  readonly input: unknown;
  /** When it was given, by the hub's clock as far as it was known then, in ms since the epoch. */
  readonly first: number;
  /** `first` is by this machine's clock: the hub's was not known yet. */
  readonly local?: true;
  /** It stays to be shown when it is finally refused. */
  readonly keep?: true;
  /** Its final refusal. */
  readonly failed?: WireError;
}

/**
 * One client id's outbox, held by one running client at a time. A method that answers with a promise is done when that resolves; one
 * that answers with nothing is done at once.
 */
export interface Hold {
  readonly client: string;
  /** What stood in it when it was taken over; empty in a new one. */
  readonly commands: readonly KeptCommand[];
  /** Called once when somebody else has taken it over: nothing may be sent from it any more. */
  lost: () => void;
  /** Whose commands these are: an outbox is adopted by the same identity only. */
  identify(identity: string): void | Promise<void>;
  /** On disk when done, as far as there is a disk. Rejects with `Lost` when somebody else holds it. */
  add(command: KeptCommand): void | Promise<void>;
  /** Replaces a command that stands in it. */
  change(command: KeptCommand): void | Promise<void>;
  /** It was finally answered: it is not sent again. */
  remove(channel: string, n: number): void | Promise<void>;
  /** Lets go of it: what stands in it is for whoever adopts it, and an empty one goes. */
  release(): void | Promise<void>;
}

/**
 * Where commands wait until they are answered, so that a reload or a killed process loses none. A page load or process start takes a new
 * client id; what an earlier one left behind is adopted: sent under its own id, none added, deleted when all are settled.
 */
export interface Outbox {
  /** A new, empty outbox under an id that nobody has used. */
  open(client: string): Hold;
  /** Takes over outboxes of this identity that hold commands and that nobody holds any more, at most `most`. */
  adopt(identity: string, most: number): readonly Hold[] | Promise<readonly Hold[]>;
  close(): void | Promise<void>;
}

/** Somebody else holds the outbox now. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** Milliseconds after which a holder renews its lease … */
export const RENEW_MS = 5_000;
/** … and after which a lease that was not renewed is taken over: three renewals were missed. A throttled tab that wakes later finds itself superseded. */
export const TAKEN_OVER_MS = 20_000;
/**
 * Milliseconds after which what another identity left behind goes: by then the hub could not tell any more whether it was done. One's own never
 * goes by its age, for a clock that is wrong by a year would take what was written a minute ago.
 */
export const FORGOTTEN_MS = 60 * 24 * 3_600_000;
