import * as v from 'valibot';

/** Why the server refused, as it says it. `unreachable` is ours: there was no answer at all. */
const refusalKinds = ['bad-input', 'unauthorised', 'not-found', 'refused', 'name-taken', 'wrong-password', 'too-fast', 'overloaded', 'internal'] as const;
const Refused = v.object({
  error: v.object({
    kind: v.fallback(v.picklist(refusalKinds), 'internal'),
    message: v.string(),
    field: v.optional(v.string()),
    retryAfterMs: v.optional(v.number()),
  }),
});

export class ApiError extends Error {
  readonly kind: (typeof refusalKinds)[number] | 'unreachable';
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(error: {
    readonly status?: number;
    readonly kind: ApiError['kind'];
    readonly message: string;
    readonly field?: string | undefined;
    readonly retryAfterMs?: number | undefined;
  }) {
    super(error.message);
    this.name = 'ApiError';
    this.kind = error.kind;
    this.status = error.status ?? 0;
    this.field = error.field;
    this.retryAfterMs = error.retryAfterMs;
  }
}

/** A sign-in of argon2 behind a queue takes seconds on a small machine; after this nobody waits any more. */
const PATIENCE_MS = 30_000;

/**
 * One request to our own server.
 * @throws ApiError when it is refused, when there is no answer, or when the answer is not what this client understands.
 */
export async function request<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, reply: v.GenericSchema<unknown, T>, body?: unknown): Promise<T> {
  const { status, json } = await answerOf(method, path, body);
  if (status >= 400) {
    const refused = v.safeParse(Refused, json);
    throw new ApiError(refused.success ? { ...refused.output.error, status } : { kind: 'unreachable', message: 'The server answered something else.' });
  }
  const parsed = v.safeParse(reply, json);
  if (!parsed.success) throw new ApiError({ kind: 'internal', message: 'The answer is not what this client understands. Reload.' });
  return parsed.output;
}

async function answerOf(method: string, path: string, body: unknown): Promise<{ readonly status: number; readonly json: unknown }> {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      // A foreign page cannot send this header without asking first.
      headers: { 'x-atrium': '1', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const json: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, json };
  } catch {
    throw new ApiError({ kind: 'unreachable', message: 'The server does not answer.' });
  }
}
