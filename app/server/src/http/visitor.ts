import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { BlockList } from 'node:net';
import { type Peer, peerOf } from '../peer.ts';
import type { Visitor } from '../sessions.ts';
import { noSessionCookie, sessionCookie } from './session-cookie.ts';

/** What routes want to know of who asks, and the cookie they answer with. */
export class Visitors {
  readonly #trusted: BlockList;

  constructor(trusted: BlockList) {
    this.#trusted = trusted;
  }

  peer(request: IncomingMessage): Peer {
    return peerOf(request, this.#trusted);
  }

  /** The request with the host that the browser asked for, where a trusted proxy has put its own in its place: by it the hub judges the origin. */
  asSeen<R extends IncomingMessage>(request: R): R {
    const { host } = this.peer(request);
    if (host !== '') request.headers.host = host;
    return request;
  }

  describe(request: Request): Visitor {
    return { userAgent: request.get('user-agent') ?? '', address: this.peer(request).address };
  }

  signIn(request: Request, response: Response, token: string): void {
    response.set('set-cookie', sessionCookie(token, this.peer(request).secure));
  }

  signOut(request: Request, response: Response): void {
    response.set('set-cookie', noSessionCookie(this.peer(request).secure));
  }
}
