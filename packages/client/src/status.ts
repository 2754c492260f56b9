import type { WireError } from '@atrium/protocol';

/** Who the handshake established that one is. */
export interface Self {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** How it stands with the connection. A new object whenever it changes. */
export interface Status {
  /**
   * `connecting`: a handshake is under way. `open`: the hub said welcome. `waiting`: dropped, will be tried again at `retryAt`, or, without
   * one, by `reconnect()`; `error` is why the last handshake was not accepted, where that is known. `rejected`: the hub does not want this
   * client, `error` says why. `closed`: by `close()`.
   */
  readonly state: 'connecting' | 'open' | 'waiting' | 'rejected' | 'closed';
  /** Milliseconds since the epoch, by this machine's clock, as `since`. */
  readonly retryAt?: number;
  readonly since: number;
  readonly error?: WireError;
  readonly identity?: Self;
}
