import type { Clock, Frame, Transport, TransportEnd } from '@atrium/server';

/** The client's half: speaks frames as text. */
export interface ClientEnd {
  send(text: string): void;
  onText(handler: (text: string) => void): void;
  onClose(handler: (code: number) => void): void;
  close(): void;
}

/**
 * A connection without a network: the server's half is a Transport. In between it can be delayed, stalled (bytes queue at the server),
 * half-opened (both sides talk into the void and notice nothing) and cut.
 */
export class SocketPair implements Transport {
  readonly #clock: Clock;
  #delayMs = 0;
  #state: 'open' | 'half-open' | 'closed' = 'open';
  /** The server has said goodbye: what it said before is still delivered. */
  #closing: number | undefined;
  #stalled = false;
  #paused = false;
  readonly #toClient: { readonly text: string; readonly bytes: number }[] = [];
  #toServer: string[] = [];
  #queued = 0;
  #written = 0;
  #toClientBusy = false;
  #toServerBusy = false;
  #server: TransportEnd | undefined;
  #clientText: (text: string) => void = () => undefined;
  #clientClose: (code: number) => void = () => undefined;
  /** The client's half, since both have a `close`. */
  readonly client: ClientEnd;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.client = {
      send: (text) => this.send(text),
      onText: (handler) => void (this.#clientText = handler),
      onClose: (handler) => void (this.#clientClose = handler),
      close: () => this.#end(1000),
    };
  }

  // — the server's half —

  write(frames: Frame | readonly Frame[]): void {
    if (this.#state === 'closed' || this.#closing !== undefined) return;
    for (const { text, bytes } of [frames].flat()) {
      this.#written += Buffer.byteLength(text);
      this.#toClient.push({ text, bytes: bytes.length });
      this.#queued += bytes.length;
    }
    this.#deliverToClient();
  }

  get queued(): number {
    return this.#stalled ? this.#queued : 0;
  }

  get written(): number {
    return this.#written;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliverToServer();
  }

  close(code: number): void {
    if (this.#state === 'closed') return;
    this.#closing = code;
    this.#deliverToClient();
  }

  expel(code: number): void {
    this.close(code);
  }

  destroy(): void {
    this.#end(1006);
  }

  attach(end: TransportEnd): void {
    this.#server = end;
  }

  // — the client's half —

  get open(): boolean {
    return this.#state !== 'closed';
  }

  send(text: string): void {
    if (this.#state !== 'open') return;
    this.#toServer.push(text);
    this.#deliverToServer();
  }

  // — what lies between —

  /** Milliseconds on the way, each way. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** The client stops reading: what the server writes queues up. */
  stall(): void {
    this.#stalled = true;
  }

  unstall(): void {
    this.#stalled = false;
    this.#deliverToClient();
  }

  /** Nothing arrives any more on either side, and neither is told. */
  halfOpen(): void {
    if (this.#state === 'open') this.#state = 'half-open';
    this.#toServer = [];
    this.#toClient.length = 0;
    this.#queued = 0;
  }

  /** At once; what is on the way is lost. */
  cut(): void {
    this.#end(1006);
  }

  /** The server's process is gone: its half does nothing any more, the client sees a lost connection. */
  orphan(): void {
    this.#server = undefined;
    this.#end(1006);
  }

  #end(code: number): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#toServer = [];
    this.#toClient.length = 0;
    this.#queued = 0;
    this.#clock.soon(() => {
      this.#server?.ended();
      this.#clientClose(code);
    });
  }

  #deliverToClient(): void {
    if (this.#toClientBusy || this.#stalled) return;
    if (this.#toClient.length === 0) {
      if (this.#closing !== undefined) this.#end(this.#closing);
      return;
    }
    this.#toClientBusy = true;
    this.#clock.after(this.#delayMs, () => {
      this.#toClientBusy = false;
      // It may have been stalled, half-opened or cut on the way.
      if (this.#stalled || this.#state !== 'open') return this.#state === 'half-open' ? this.halfOpen() : undefined;
      const frames = this.#toClient.splice(0);
      for (const frame of frames) {
        this.#queued -= frame.bytes;
        this.#clientText(frame.text);
      }
      this.#server?.drained();
      this.#deliverToClient();
    });
  }

  #deliverToServer(): void {
    if (this.#toServerBusy || this.#paused || this.#toServer.length === 0) return;
    this.#toServerBusy = true;
    this.#clock.after(this.#delayMs, () => {
      this.#toServerBusy = false;
      if (this.#paused || this.#state !== 'open') return;
      // One at a time: the server may stop reading in between.
      const text = this.#toServer.shift();
      if (text !== undefined) this.#server?.received(text);
      this.#deliverToServer();
    });
  }
}
