import type { IncomingMessage } from 'node:http';
import { AtriumError } from '@atrium/protocol';
import type { Authenticate, Verdict } from '@atrium/server';
import type { Access, SignedIn } from './access.ts';
import { Refusal } from './http/refusal.ts';

/** The hub's handshake asks this: an identity, or a status and a reason that the client can show. */
export const authenticateBy =
  (access: Pick<Access, 'required'>): Authenticate =>
  (request: IncomingMessage): Promise<Verdict> =>
    verdictOf(access.required(request));

/** A Socket.IO client's handshake: its session's token, as it gives it, or the cookie that a browser sends. */
export const authenticateSocketIO =
  (access: Pick<Access, 'required' | 'byToken'>) =>
  ({ auth, headers }: { readonly auth: Readonly<Record<string, unknown>>; readonly headers: IncomingMessage['headers'] }): Promise<Verdict> =>
    verdictOf(typeof auth['token'] === 'string' ? access.byToken(auth['token']) : access.required({ headers }));

/** The same by a token alone: no cookie is looked at, so another page cannot come with one. */
export const authenticateToken =
  (access: Pick<Access, 'byToken'>) =>
  (token: string | undefined): Promise<Verdict> =>
    verdictOf(access.byToken(token));

async function verdictOf(signedIn: Promise<SignedIn>): Promise<Verdict> {
  try {
    return { identity: await signedIn };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, error: new AtriumError({ kind: 'unauthorised', message: error.body.message }).toWire() };
    throw error;
  }
}
