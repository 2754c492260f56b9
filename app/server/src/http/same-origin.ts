import type { Request, RequestHandler } from 'express';
import type { Peer } from '../peer.ts';
import { Refusal } from './refusal.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A foreign page can make a browser send our cookie with a form, but neither this header without asking first (and nobody
 * answers a preflight here), nor an Origin that is ours.
 */
export function sameOrigin(options: { readonly publicUrl: string | undefined; readonly peerOf: (request: Request) => Peer }): RequestHandler {
  return (request, _response, next) => {
    if (READS.has(request.method)) return next();
    if (request.get('x-atrium') !== '1') throw refused('Send the header x-atrium: 1 with whatever changes something.');
    const origin = request.get('origin');
    if (origin !== undefined && origin !== options.publicUrl && hostOf(origin) !== options.peerOf(request).host) {
      throw refused('This page comes from another address than the server. Set ATRIUM_URL to the address that people use.');
    }
    next();
  };
}
const refused = (message: string): Refusal => new Refusal(403, { kind: 'refused', message });
// 'null' and other odd origins have no host, which equals no host of ours unless ours is unusable too.
const hostOf = (origin: string): string => URL.parse(origin)?.host.toLowerCase() || 'none';
