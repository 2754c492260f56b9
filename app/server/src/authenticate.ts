import type { IncomingMessage } from 'node:http';
import { AtriumError } from '@atrium/protocol';
import type { Authenticate, Verdict } from '@atrium/server';
import type { Access } from './access.ts';
import { Refusal } from './http/refusal.ts';

/** The hub's handshake asks this: an identity, or a status and a reason that the client can show. */
export const authenticateBy =
  (access: Pick<Access, 'required'>): Authenticate =>
  async (request: IncomingMessage): Promise<Verdict> => {
    try {
      return { identity: await access.required(request) };
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, error: new AtriumError({ kind: 'unauthorised', message: error.body.message }).toWire() };
      throw error;
    }
  };
