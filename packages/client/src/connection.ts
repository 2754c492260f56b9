import { acceptsBinary, BINARY_SUBPROTOCOL, Receipts, SUBPROTOCOL, type FromClient, type FromHub } from '@atrium/protocol';
import { decode } from './decode.ts';
import { Heartbeat } from './heartbeat.ts';
import { bytesOf } from './limits.ts';
import { Outgoing } from './outgoing.ts';
import type { Socket, Surroundings } from './surroundings.ts';

type Welcome = Extract<FromHub, { t: 'welcome' }>;

export interface ConnectionListener {
  welcomed(welcome: Welcome): void;
  received(messages: readonly FromHub[]): void;
  ignored(count: number): void;
  /** Once, at its end. `accepted`: the handshake had succeeded. */
  closed(how: { readonly accepted: boolean; readonly code: number }): void;
}

/** Milliseconds from opening the socket to the welcome: longer than a slow phone needs, shorter than a person waits. */
const WELCOME_WITHIN_MS = 10_000;
const LOST = 1006;

/** One WebSocket, from its handshake to its end. */
export class Connection {
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #surroundings: Surroundings;
  readonly #outgoing: Outgoing;
  readonly #callOffWelcome: () => void;
  #heartbeat: Heartbeat | undefined;
  #accepted = false;
  #over = false;
  readonly #receipts = new Receipts();

  constructor({ url, surroundings, listener }: { url: string; surroundings: Surroundings; listener: ConnectionListener }) {
    this.#listener = listener;
    this.#surroundings = surroundings;
    this.#socket = surroundings.openSocket(url, acceptsBinary() ? [BINARY_SUBPROTOCOL, SUBPROTOCOL] : [SUBPROTOCOL]);
    this.#socket.binaryType = 'arraybuffer';
    this.#outgoing = new Outgoing((frame) => this.#write(frame));
    this.#callOffWelcome = surroundings.clock.after(WELCOME_WITHIN_MS, () => this.drop());
    this.#socket.addEventListener('open', () => void (this.#accepted = true));
    this.#socket.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#read(data));
    this.#socket.addEventListener('close', ({ code }: { readonly code: number }) => this.#end(code));
    // Without a listener some implementations throw; what follows is 'close'.
    this.#socket.addEventListener('error', () => {});
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  get frameBytes(): number {
    return this.#outgoing.frameBytes;
  }

  send(message: FromClient): void {
    if (!this.#over) this.#outgoing.push(message);
  }

  probe(): void {
    this.#heartbeat?.probe();
  }

  /** Ends it now: a half-dead socket's own closing handshake would take minutes. */
  drop(code?: number): void {
    if (this.#over) return;
    this.#end(LOST);
    this.#socket.close(code);
  }

  #write(frame: string): void {
    if (this.#over) return;
    this.#socket.send(frame);
    this.#heartbeat?.sent();
  }

  #read(data: unknown): void {
    if (this.#over) return;
    this.#heartbeat?.heard();
    const bytes = typeof data === 'string' ? bytesOf(data) : (data as ArrayBuffer).byteLength;
    this.#acknowledge(this.#receipts.take(bytes, this.#surroundings.clock));
    let decoded;
    try {
      decoded = decode(data);
    } catch {
      this.#listener.ignored(1);
      return this.drop();
    }
    if (decoded.ignored > 0) this.#listener.ignored(decoded.ignored);
    const { messages } = decoded;
    if (this.#heartbeat) return this.#listener.received(messages);
    const at = messages.findIndex((message) => message.t === 'welcome');
    const welcome = messages[at];
    // What came before the welcome, if anything, is for nobody.
    if (welcome?.t !== 'welcome') return;
    this.#welcome(welcome);
    if (messages.length > at + 1) this.#listener.received(messages.slice(at + 1));
  }

  #welcome(welcome: Welcome): void {
    this.#callOffWelcome();
    if (welcome.frameBytes > 0) this.#outgoing.frameBytes = welcome.frameBytes;
    this.#heartbeat = new Heartbeat({
      clock: this.#surroundings.clock,
      everyMs: welcome.heartbeatMs,
      beat: () => {
        this.send({ t: 'beat' });
        this.#acknowledge(this.#receipts.rest());
      },
      silent: () => this.drop(),
    });
    this.#listener.welcomed(welcome);
  }

  /** So that the hub knows how much is on its way. */
  #acknowledge(received: number | undefined): void {
    if (received !== undefined) this.send({ t: 'got', bytes: received });
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#callOffWelcome();
    this.#heartbeat?.stop();
    this.#outgoing.drop();
    this.#listener.closed({ accepted: this.#accepted, code });
  }
}
