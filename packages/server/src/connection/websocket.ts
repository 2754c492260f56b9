import { BINARY_SUBPROTOCOL, CLOSE } from '@atrium/protocol';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Frame, type Transport, type TransportEnd } from '../ports/transport.ts';
import { payloadBytes } from '../wire/frame-bytes.ts';

/** Whose a socket is. Listeners are then one for all of them, and thousands of connections keep no closures of their own. */
const OWNER = Symbol('transport');
type Owned<T> = T & { readonly [OWNER]: WebSocketTransport };
/** The constructor put it there. */
const ownerOf = (socket: object): WebSocketTransport => (socket as Owned<object>)[OWNER];

/** Milliseconds in which one who was expelled reads why: then the socket is destroyed, whatever they still send. */
const EXPELLED_MS = 250;

/**
 * A WebSocket whose handshake and reading are ws's, and whose frames we write ourselves to the socket that `upgrade` handed us: a frame is
 * built once for all its receivers. ws itself sends nothing but pong and close. permessage-deflate is not negotiated, since a deflated
 * frame of ws would be overtaken by ours.
 */
export class WebSocketTransport implements Transport {
  readonly #ws: Owned<WebSocket>;
  readonly #socket: Owned<Duplex>;
  #end: TransportEnd | undefined;
  readonly #isBinary: boolean;
  #open = true;
  #isExpelled = false;
  #written = 0;
  /** What the last ping that was not answered yet said: others before it need no answer (RFC 6455 §5.5.3). */
  #pingedLast: Buffer | undefined;

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = Object.assign(ws, { [OWNER]: this });
    this.#socket = Object.assign(socket, { [OWNER]: this });
    this.#isBinary = ws.protocol === BINARY_SUBPROTOCOL;
    this.#ws.on('error', WebSocketTransport.#broken);
  }

  static readonly #broken = function (this: WebSocket): void {
    // It broke the protocol, and ws has said so. Errors end in 'close', which is what counts.
    ownerOf(this).#end?.broke();
    ownerOf(this).#destroySoon();
    // By then it reads again, what nobody wants.
    setImmediate(() => this.pause());
  };
  static readonly #message = function (this: WebSocket, data: Buffer, isBinary: boolean): void {
    ownerOf(this).#received(data, isBinary);
  };
  static readonly #ping = function (this: WebSocket, said: Buffer): void {
    ownerOf(this).#pinged(said);
  };
  static readonly #drain = function (this: Duplex): void {
    ownerOf(this).#end?.drained();
  };
  static readonly #close = function (this: WebSocket): void {
    ownerOf(this).#closed();
  };

  get queued(): number {
    return this.#socket.writableLength;
  }

  get written(): number {
    return this.#written;
  }

  write(frames: Frame | readonly Frame[]): void {
    if (!this.#open) return;
    if (frames instanceof Frame) return void this.#socket.write(this.#bytesOf(frames));
    // One writev, no copy.
    this.#socket.cork();
    for (const frame of frames) this.#socket.write(this.#bytesOf(frame));
    this.#socket.uncork();
  }

  #bytesOf(frame: Frame): Buffer {
    const bytes = this.#isBinary ? frame.binary : frame.bytes;
    this.#written += payloadBytes(bytes);
    return bytes;
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
    if (this.#pingedLast !== undefined && this.#open) this.#ws.pong(this.#pingedLast);
    this.#pingedLast = undefined;
  }

  close(code: number, reason: string): void {
    this.#open = false;
    // A paused connection would never read the other's closing frame.
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  expel(code: number, reason: string): void {
    this.#open = false;
    this.#ws.close(code, reason);
    this.#ws.pause();
    this.#isExpelled = true;
    this.#ignoreRest();
    this.#destroySoon();
  }

  /**
   * One read brings thousands of small frames, which ws would go through one by one in as many turns of the loop, for nobody: a third of what a flood of
   * garbage cost. It has no word for leaving off, so its buffer is emptied; a test says when another version of it has none.
   */
  #ignoreRest(): void {
    const { _receiver: receiver } = this.#ws as unknown as { readonly _receiver?: { _buffers: Buffer[]; _bufferedBytes: number } | undefined };
    if (receiver) Object.assign(receiver, { _buffers: [], _bufferedBytes: 0 });
  }

  #destroySoon(): void {
    setTimeout(() => this.#ws.terminate(), EXPELLED_MS).unref();
  }

  destroy(): void {
    this.#open = false;
    this.#ws.terminate();
  }

  attach(end: TransportEnd): void {
    this.#end = end;
    this.#ws.on('message', WebSocketTransport.#message);
    this.#ws.on('ping', WebSocketTransport.#ping);
    this.#ws.on('close', WebSocketTransport.#close);
    this.#socket.on('drain', WebSocketTransport.#drain);
  }

  #received(data: Buffer, isBinary: boolean): void {
    // The first of another chunk that had been read.
    if (this.#isExpelled) return this.#ignoreRest();
    if (!isBinary) this.#end?.received(data.toString('utf8'));
    else if (this.#isBinary) this.#end?.received(data);
    else this.close(CLOSE.unsupportedData, 'this connection agreed on text frames');
  }

  #pinged(said: Buffer): void {
    if (this.#end?.pinged()) this.#ws.pong(said);
    else this.#pingedLast = said;
  }

  #closed(): void {
    this.#open = false;
    this.#end?.ended();
  }
}
