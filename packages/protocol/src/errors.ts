import type { WireError } from './wire-error.ts';

/** What a client should do with its command, join or query after an error. */
export type Retry =
  /** The same again will be refused again. */
  | 'never'
  /** The same again, after `retryAfterMs` or with backoff; it has not been counted as answered. */
  | 'later'
  /** The client mends it by itself: sends again in turn, or under a new client id. */
  | 'resend';

/** The one table of what can go wrong on the wire, and what a client does about it. A kind's own refusals are `refused` with their code in `code`. */
export const errorKinds = {
  'bad-frame': 'never',
  'bad-message': 'never',
  'bad-input': 'never',
  'unknown-name': 'never',
  'not-found': 'never',
  refused: 'never',
  'out-of-turn': 'resend',
  'too-many-unsettled': 'later',
  'id-reused': 'resend',
  forgotten: 'never',
  'too-fast': 'later',
  overloaded: 'later',
  'not-claimed': 'resend',
  'too-many': 'never',
  'not-joined': 'never',
  unauthorised: 'never',
  internal: 'never',
} as const satisfies Record<string, Retry>;

export type ErrorKind = keyof typeof errorKinds;

let sentences: Partial<Readonly<Record<ErrorKind, string>>> = {};
/** What an error of a kind says when nobody says more: for the hub, whose errors bring their sentences to every client. */
export const explainErrors = (all: Readonly<Record<ErrorKind, string>>): void => void (sentences = all);

/** An error as it is told, with its sentence: of many that are told to a flood none is thrown, since a stack costs more than the answer. */
export const wireError = (error: Partial<WireError> & { readonly kind: ErrorKind }): WireError => ({ message: sentences[error.kind] ?? error.kind, ...error });

/** A WireError as it is thrown: `client.emit` rejects with it, and a server's code throws it. */
export class AtriumError extends Error {
  readonly kind: ErrorKind;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly path: string | undefined;

  constructor(error: Partial<WireError> & { readonly kind: ErrorKind }) {
    super(error.message ?? sentences[error.kind] ?? error.kind);
    this.name = 'AtriumError';
    this.kind = error.kind;
    this.code = error.code;
    this.retryAfterMs = error.retryAfterMs;
    this.path = error.path;
  }

  get retry(): Retry {
    return errorKinds[this.kind];
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
