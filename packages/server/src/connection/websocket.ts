import { BINARY_SUBPROTOCOL, CLOSE } from '@atrium/protocol';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Frame, type Transport, type TransportEnd } from '../ports/transport.ts';
import { payloadBytes } from '../wire/frame-bytes.ts';

/** Milliseconds in which one who was expelled reads why: then the socket is destroyed, whatever they still send. */
const EXPELLED_MS = 250;

/**
 * A WebSocket whose handshake and reading are ws's, and whose frames we write ourselves to the socket that `upgrade` handed us: a frame is
 * built once for all its receivers. ws itself sends nothing but pong and close. permessage-deflate is not negotiated, since a deflated
 * frame of ws would be overtaken by ours.
 */
export class WebSocketTransport implements Transport {
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #isBinary: boolean;
  #open = true;
  #written = 0;
  /** What the last ping that was not answered yet said: others before it need no answer (RFC 6455 §5.5.3). */
  #ping: Buffer | undefined;

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws;
    this.#socket = socket;
    this.#isBinary = ws.protocol === BINARY_SUBPROTOCOL;
    // It broke the protocol, and ws has said so. Errors end in 'close', which is what counts.
    ws.on('error', () => {
      this.#destroySoon();
      // By then it reads again, what nobody wants.
      setImmediate(() => ws.pause());
    });
  }

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
    if (this.#ping !== undefined && this.#open) this.#ws.pong(this.#ping);
    this.#ping = undefined;
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
    this.#destroySoon();
  }

  #destroySoon(): void {
    setTimeout(() => this.#ws.terminate(), EXPELLED_MS).unref();
  }

  destroy(): void {
    this.#open = false;
    this.#ws.terminate();
  }

  attach(end: TransportEnd): void {
    this.#ws.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary) end.received(data.toString('utf8'));
      else if (this.#isBinary) end.received(data);
      else this.close(CLOSE.unsupportedData, 'this connection agreed on text frames');
    });
    this.#ws.on('ping', (said: Buffer) => {
      if (end.pinged()) this.#ws.pong(said);
      else this.#ping = said;
    });
    this.#socket.on('drain', () => end.drained());
    this.#ws.on('close', () => {
      this.#open = false;
      end.ended();
    });
  }
}
