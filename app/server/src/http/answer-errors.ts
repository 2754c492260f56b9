import type { ErrorRequestHandler } from 'express';
import { AtriumError } from '@atrium/protocol';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { cannotWrite } from '../cannot-write.ts';
import { TooManyPasswords } from '../passwords.ts';
import { badInput, Refusal, type RefusalBody } from './refusal.ts';

/** What express and its body parser throw. */
const HttpError = v.object({ status: v.pipe(v.number(), v.minValue(400), v.maxValue(499)), type: v.optional(v.string()) });

/** The one place that answers errors. What is not foreseen is logged and tells nobody anything. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const { status, body } = refusalOf(error);
    // The route, never the address: it may hold a token.
    if (status >= 500) log.error({ err: error, method: request.method, request: response.getHeader('x-request-id') }, 'a request failed');
    if (response.headersSent) return void response.destroy();
    if (body.retryAfterMs !== undefined) response.set('retry-after', String(Math.ceil(body.retryAfterMs / 1000)));
    response.status(status).set('cache-control', 'no-store').json({ error: body });
  };
}

function refusalOf(error: unknown): { readonly status: number; readonly body: RefusalBody } {
  if (error instanceof Refusal) return error;
  if (error instanceof TooManyPasswords)
    return { status: 503, body: { kind: 'overloaded', message: 'Many people are signing in. Try again in a moment.', retryAfterMs: 3_000 } };
  if (error instanceof AtriumError && error.retry === 'later') {
    return { status: 503, body: { kind: 'overloaded', message: error.message, retryAfterMs: error.retryAfterMs ?? 1_000 } };
  }
  if (cannotWrite(error)) {
    const why = error.code === 'full' ? 'its disk is full' : 'its data cannot be written';
    return {
      status: 503,
      body: { kind: 'overloaded', message: `The server cannot store anything now: ${why}. Nothing was lost. Try again later.`, retryAfterMs: 10_000 },
    };
  }
  const known = v.safeParse(HttpError, error);
  if (!known.success) return { status: 500, body: { kind: 'internal', message: 'Something broke in the server. It has been logged.' } };
  if (known.output.type === 'entity.too.large') return { status: 413, body: { kind: 'bad-input', field: '', message: 'That is more than this form takes.' } };
  return { status: known.output.status, body: badInput('', 'The request is not readable. Send JSON.').body };
}
