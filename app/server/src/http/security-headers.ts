import type { RequestHandler } from 'express';
import type { Peer } from '../peer.ts';

/**
 * On every answer. Nothing of another origin is loaded, nothing inline runs, nobody frames us. There is no upgrade of insecure
 * requests and no HSTS: a workspace on `http://192.168.…` must go on working, and a proxy with TLS adds its own.
 */
export function securityHeaders(peerOf: (request: Parameters<RequestHandler>[0]) => Peer): RequestHandler {
  return (request, response, next) => {
    const { host } = peerOf(request);
    // Safari before 15.4 does not count ws: as 'self'.
    const sockets = host === '' ? '' : ` ws://${host} wss://${host}`;
    response.set({
      'content-security-policy': [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        `connect-src 'self'${sockets}`,
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      // Browsers heed it in secure contexts alone, and complain in the console elsewhere.
      ...(peerOf(request).secure && { 'cross-origin-opener-policy': 'same-origin' }),
    });
    next();
  };
}
