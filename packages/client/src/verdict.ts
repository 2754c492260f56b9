import { AtriumError, errorKinds, type ErrorKind, type WireError } from '@atrium/protocol';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isKind = (kind: unknown): kind is ErrorKind => typeof kind === 'string' && Object.hasOwn(errorKinds, kind);

/**
 * An error from the wire, leniently: a kind that this client does not know is final, as `internal`, with the sentence that came along.
 */
export function errorFrom(error: unknown): AtriumError {
  if (!isObject(error)) return new AtriumError({ kind: 'internal', message: 'The server gave no reason.' });
  const { kind, message, code, retryAfterMs, path } = error;
  return new AtriumError({
    kind: isKind(kind) ? kind : 'internal',
    ...(typeof message === 'string' && { message }),
    ...(typeof code === 'string' && { code }),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 && { retryAfterMs }),
    ...(typeof path === 'string' && { path }),
  });
}

// Not signed in, not let in, of another version: the same again will get the same.
const FINAL = new Set([401, 403, 426]);

/** What the verdict on a refused handshake means: final or not, why, and when to come back. */
export function readVerdict(answer: { readonly status: number; readonly body: unknown }): {
  readonly final?: WireError;
  readonly error?: WireError | undefined;
  readonly retryAfterMs?: number | undefined;
} {
  const error = isObject(answer.body) ? answer.body['error'] : undefined;
  if (FINAL.has(answer.status)) return { final: error === undefined ? ended(answer.status) : errorFrom(error).toWire() };
  if (error === undefined) return {};
  const read = errorFrom(error);
  return { error: read.toWire(), retryAfterMs: read.retryAfterMs };
}

/** Why a connection will not come back, by the close code or status that said so. */
export function ended(code: number, name = 'rejected'): WireError {
  if (code === 4426 || code === 426) return { kind: 'refused', code: 'version', message: 'This client is older or newer than the server. Reload.' };
  return { kind: 'unauthorised', code: name, message: 'Sign in again.' };
}

/** Where the verdict on a handshake is read: the same address, over HTTP. */
export const verdictUrl = (socketUrl: string): string => socketUrl.replace(/^ws/, 'http');
