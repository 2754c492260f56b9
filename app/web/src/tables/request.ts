import * as v from 'valibot';
import { request } from '../api/request.ts';

/** What a table may ask of our server over HTTP: only what is about its own room. */
export const tableRequest =
  (room: string) =>
  (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> =>
    request(method, `/rooms/${encodeURIComponent(room)}${path}`, v.unknown(), body);
