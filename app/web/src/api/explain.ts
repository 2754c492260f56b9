import { AtriumError } from '@atrium/protocol';
import type { Say } from '../strings/speech.tsx';
import { ApiError } from './request.ts';

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** A sentence for a person, in their language, about whatever a request or a command was answered with. */
export function explain(error: unknown, say: Say): string {
  if (error instanceof ApiError) return explainApi(error, say);
  if (error instanceof AtriumError) return explainWire(error, say);
  return say('error.other');
}

function explainApi({ kind, field, retryAfterMs }: ApiError, say: Say): string {
  switch (kind) {
    case 'unreachable':
      return say('error.offline');
    case 'too-fast':
    case 'overloaded':
      return retryAfterMs === undefined ? say('error.tooFastBare') : say('error.tooFast', { count: seconds(retryAfterMs) });
    case 'name-taken':
      return say('error.nameTaken');
    case 'wrong-password':
      return say('error.wrongPassword');
    case 'not-found':
      return say('error.notFound');
    case 'refused':
    case 'unauthorised':
      return say('error.forbidden');
    case 'bad-input':
      if (field === 'password' || field === 'next') return say('error.weak');
      return field === 'name' || field === 'workspace' ? say('error.nameSpaces') : say('error.other');
    case 'internal':
      return say('error.other');
  }
}

function explainWire({ kind, code, retryAfterMs }: AtriumError, say: Say): string {
  if (code === 'room-archived') return say('error.archived');
  if (code === 'table-taken') return say('error.tableTaken');
  switch (kind) {
    case 'too-fast':
    case 'overloaded':
      return retryAfterMs === undefined ? say('error.tooFastBare') : say('error.tooFast', { count: seconds(retryAfterMs) });
    case 'not-found':
      return say('error.notFound');
    case 'refused':
    case 'unauthorised':
      return say('error.forbidden');
    default:
      return say('error.other');
  }
}
