import type { WireError } from './wire-error.ts';

/** What a client should do with its command, join or query after an error. */
export type Retry =
  /** The same again will be refused again. */
  | 'never'
  /** The same again, after `retryAfterMs` or with backoff; it has not been counted as answered. */
  | 'later'
  /** The client mends it by itself: sends again in turn, or under a new client id. */
  | 'resend';

/**
 * The one table of what can go wrong on the wire. A kind's own refusals are `refused` with their code in `code`.
 * `retry` says what a client does; `what` is a sentence for a person, saying what happened and what to do.
 */
export const errorKinds = {
  'bad-frame': { retry: 'never', what: 'The frame is not readable. Send UTF-8 JSON: a message or an array of messages.' },
  'bad-message': { retry: 'never', what: 'The message does not fit the protocol.' },
  'bad-input': { retry: 'never', what: 'The input does not fit the contract.' },
  'unknown-name': { retry: 'never', what: 'The contract has no such command, query or signal. Reload: this client may be older than the server.' },
  'not-found': { retry: 'never', what: 'There is no such channel, or it is not for you.' },
  refused: { retry: 'never', what: 'The channel refused the command.' },
  'out-of-turn': { retry: 'resend', what: 'An earlier command of this client has not arrived. Send again in order.' },
  'too-many-unsettled': { retry: 'later', what: 'Too many commands wait for their answers.' },
  'id-reused': { retry: 'resend', what: 'This command id was used for another input. Take a new client id.' },
  forgotten: { retry: 'never', what: 'It is too long ago to know whether this was done. Look, and do it again if it was not.' },
  'too-fast': { retry: 'later', what: 'Too many at once. Wait as long as it says.' },
  overloaded: { retry: 'later', what: 'The server is busy. It will be tried again.' },
  'not-claimed': { retry: 'resend', what: 'This connection has not claimed that client id.' },
  'too-many': { retry: 'never', what: 'A limit of this connection is reached.' },
  'not-joined': { retry: 'never', what: 'Join the channel first.' },
  unauthorised: { retry: 'never', what: 'Sign in again.' },
  internal: { retry: 'never', what: 'Something broke in the server. It has been logged.' },
} as const satisfies Record<string, { retry: Retry; what: string }>;

export type ErrorKind = keyof typeof errorKinds;

/** A WireError as it is thrown: `client.emit` rejects with it, and a server's code throws it. */
export class AtriumError extends Error {
  readonly kind: ErrorKind;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly path: string | undefined;

  constructor(error: Partial<WireError> & { readonly kind: ErrorKind }) {
    super(error.message ?? errorKinds[error.kind].what);
    this.name = 'AtriumError';
    this.kind = error.kind;
    this.code = error.code;
    this.retryAfterMs = error.retryAfterMs;
    this.path = error.path;
  }

  get retry(): Retry {
    return errorKinds[this.kind].retry;
  }

  toWire(): WireError {
    const { kind, message, code, retryAfterMs, path } = this;
    return {
      kind,
      message,
      ...(code !== undefined && { code }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(path !== undefined && { path }),
    };
  }
}
