import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AtriumError, BINARY_SUBPROTOCOL, limits as wire, SUBPROTOCOL, type WireError, wireError } from '@atrium/protocol';
import { WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Identity } from '../kind.ts';
import type { HubLimits } from '../limits.ts';
import type { Transport } from '../ports/transport.ts';
import { Bucket } from './bucket.ts';
import { Expulsions } from './expulsions.ts';
import { Revocations, type Revoked } from './revocations.ts';
import { Turns } from './turns.ts';
import { WebSocketTransport } from './websocket.ts';

export type Verdict = { readonly identity: Identity } | Rejection;
export interface Rejection {
  /** HTTP status. */
  readonly status: number;
  readonly error: WireError;
}
/** Who is it? Asked once, before the WebSocket is there. */
export type Authenticate = (request: IncomingMessage) => Promise<Verdict> | Verdict;

export interface HandshakeHouse {
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly limits: HubLimits;
  /** Addresses under which a browser may have loaded the page, besides the Host of the request itself. */
  readonly origins: readonly string[];
  /** The client's address; behind a trusted proxy the one that it forwards. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Why nobody is let in now, such as draining. */
  closed(): WireError | undefined;
  accept(identity: Identity, transport: Transport, address: string): void;
  connectionsFrom(address: string): number;
  count(what: 'accepted' | 'rejected'): void;
}

/** A verdict as the answer to a plain request: JSON, and never from a cache. */
export function answerVerdict(response: ServerResponse, verdict: Verdict): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  if ('identity' in verdict) return void response.writeHead(200, headers).end('{"ok":true}');
  const { status, error } = verdict;
  const retryAfter = error.retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) };
  response.writeHead(status, { ...headers, ...retryAfter }).end(JSON.stringify({ error }));
}

/** Which ws has had since 8.20, and its types do not name yet. */
const CLOSING = { closeTimeout: 5_000 };
/** How many addresses are remembered for their rate; the oldest goes first. */
const ADDRESSES = 10_000;

/**
 * The WebSocket handshake (RFC 6455 §4.2): an HTTP request that is accepted with an identity, or rejected with a status and a reason as JSON.
 * A browser shows a page nothing of a rejection; its client asks the same address once over plain HTTP and gets the same verdict.
 */
export class Handshake {
  readonly #house: HandshakeHouse;
  readonly #rates = new Map<string, Bucket>();
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: wire.frameBytes,
    // A message in pieces is allowed, as RFC 6455 has it; thousands of pieces are an attack.
    maxFragments: 1024,
    // Whoever does not answer a goodbye is not waited for: ms.
    ...CLOSING,
    // We answer pings ourselves, and not each of a flood.
    autoPong: false,
    // One frame of a connection in one turn of the loop: who sends thousands at once does not keep others waiting.
    allowSynchronousEvents: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(BINARY_SUBPROTOCOL) ? BINARY_SUBPROTOCOL : SUBPROTOCOL),
  });
  readonly #revocations = new Revocations();
  readonly #turns: Turns;
  readonly #expulsions: Expulsions;
  #pending = 0;

  constructor(house: HandshakeHouse) {
    this.#house = house;
    this.#turns = new Turns(house.clock);
    this.#expulsions = new Expulsions(house.clock, house.limits.expulsions);
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // The socket has nobody yet who would hear its errors.
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    const mark = this.#revocations.begin();
    let verdict: Verdict;
    try {
      await this.#turns.next();
      verdict = await this.#admitted(request, true);
      if ('identity' in verdict && this.#revocations.since(mark, verdict.identity)) verdict = rejection(401, { kind: 'unauthorised' });
    } finally {
      this.#revocations.end();
    }
    if ('error' in verdict) {
      this.#house.count('rejected');
      return reject(socket, verdict);
    }
    if (socket.destroyed) return;
    socket.removeListener('error', ignore);
    const { identity } = verdict;
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      this.#house.count('accepted');
      this.#house.accept(identity, new WebSocketTransport(ws, socket), this.#house.addressOf(request));
    });
  }

  /** Handshakes under way must not slip past it. */
  revoke(revoked: Revoked): void {
    this.#revocations.add(revoked);
  }

  /** Somebody was ended for what they sent. */
  expelled({ id }: Identity): void {
    this.#expulsions.note(id);
  }

  /** What the handshake would say, for a browser that was not told. */
  async verdict(request: IncomingMessage): Promise<Verdict> {
    return this.#admitted(request, false);
  }

  async #admitted(request: IncomingMessage, upgrade: boolean): Promise<Verdict> {
    const { limits, clock } = this.#house;
    const early = this.#beforeAuthentication(request, upgrade);
    if (early) return early;
    if (this.#pending >= limits.pendingHandshakes)
      return rejection(503, { kind: 'overloaded', message: 'Too many are coming in at once. It will be tried again.', retryAfterMs: 1000 });
    this.#pending += 1;
    let cancel = ignoreNothing;
    const late = new Promise<Rejection>((resolve) => {
      cancel = clock.after(limits.handshakeMs, () =>
        resolve(rejection(503, { kind: 'overloaded', message: 'It took too long to find out who you are. It will be tried again.', retryAfterMs: 1000 })),
      );
    });
    try {
      const verdict = await Promise.race([late, this.#house.authenticate(request)]);
      const wait = 'identity' in verdict ? this.#expulsions.wait(verdict.identity.id) : 0;
      if (wait === 0) return verdict;
      return rejection(429, { kind: 'too-fast', message: 'Connections of yours were ended for what they sent. Wait as long as it says.', retryAfterMs: wait });
    } catch (error) {
      return rejection(error instanceof AtriumError && error.kind === 'unauthorised' ? 401 : 500, {
        kind: error instanceof AtriumError ? error.kind : 'internal',
      });
    } finally {
      cancel();
      this.#pending -= 1;
    }
  }

  #beforeAuthentication(request: IncomingMessage, upgrade: boolean): Rejection | undefined {
    const { limits, clock, addressOf, connectionsFrom, closed } = this.#house;
    const away = closed();
    if (away) return { status: 503, error: away };
    if (!this.#fromHere(request))
      return rejection(403, {
        kind: 'unauthorised',
        message: 'This page belongs to another site. Open Atrium at its own address, or set ATRIUM_URL to this one.',
      });
    if (upgrade) {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      if (!offered.includes(SUBPROTOCOL) && !offered.includes(BINARY_SUBPROTOCOL))
        return rejection(426, {
          kind: 'bad-message',
          code: 'version',
          message: `This server speaks ${SUBPROTOCOL}. Reload: this client may be older than the server.`,
        });
    }
    const address = addressOf(request);
    const wait = this.#rate(address).take(clock.now());
    if (wait > 0) return rejection(429, { kind: 'too-fast', retryAfterMs: wait });
    if (connectionsFrom(address) >= limits.connectionsPerAddress)
      return rejection(429, { kind: 'too-many', message: 'There are too many connections from this address.', retryAfterMs: 10_000 });
    return undefined;
  }

  /** A browser names the page's origin; anything else cannot be made to send another's cookie, and need not. */
  #fromHere({ headers }: IncomingMessage): boolean {
    const { origin } = headers;
    if (origin === undefined) return true;
    if (this.#house.origins.includes(origin)) return true;
    try {
      return new URL(origin).host === headers.host;
    } catch {
      return false;
    }
  }

  #rate(address: string): Bucket {
    let bucket = this.#rates.get(address);
    if (!bucket) {
      if (this.#rates.size >= ADDRESSES) this.#rates.delete(this.#rates.keys().next().value!);
      this.#rates.set(address, (bucket = new Bucket(this.#house.limits.handshakesPerAddress, this.#house.clock.now())));
    }
    return bucket;
  }
}

const ignoreNothing = (): void => undefined;
const rejection = (status: number, error: Partial<WireError> & Pick<WireError, 'kind'>): Rejection => ({ status, error: wireError(error) });

function reject(socket: Duplex, { status, error }: Rejection): void {
  const body = JSON.stringify({ error });
  const retry = error.retryAfterMs === undefined ? '' : `Retry-After: ${Math.ceil(error.retryAfterMs / 1000)}\r\n`;
  const upgrade = status === 426 ? `Upgrade: websocket\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Rejected'}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n${retry}${upgrade}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  socket.once('finish', () => socket.destroy());
}
