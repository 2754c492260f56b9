import { readFrame, readFromClient, type FromClient, type FromHub } from '@atrium/protocol';
import type { Socket } from '../surroundings.ts';

interface Listeners {
  open: (() => void)[];
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: { readonly code: number }) => void)[];
  error: (() => void)[];
}

/** The client's end of a WebSocket of which a test is the other end. */
export class FakeSocket implements Socket {
  readonly #listeners: Listeners = { open: [], message: [], close: [], error: [] };
  /** What the client wrote, frame by frame. */
  readonly frames: string[] = [];
  readonly url: string;
  readonly subprotocols: readonly string[];
  binaryType = 'blob';
  onFrame: (frame: string) => void = () => {};
  /** The client closed it, or it was cut. */
  over = false;
  bufferedAmount = 0;

  constructor(url: string, subprotocols: readonly string[]) {
    this.url = url;
    this.subprotocols = subprotocols;
  }

  addEventListener(type: keyof Listeners, listener: (event: never) => void): void {
    (this.#listeners[type] as ((event: never) => void)[]).push(listener);
  }

  send(text: string): void {
    this.frames.push(text);
    this.onFrame(text);
  }

  close(): void {
    this.over = true;
  }

  /** Everything the client said, message by message, each checked against the protocol. */
  get said(): readonly FromClient[] {
    return this.frames.flatMap((frame) => readFrame(frame).map((message) => readFromClient(message)));
  }

  saidOf<T extends FromClient['t']>(t: T): readonly Extract<FromClient, { t: T }>[] {
    return this.said.filter((message): message is Extract<FromClient, { t: T }> => message.t === t);
  }

  accept(): void {
    for (const listener of this.#listeners.open) listener();
  }

  say(...messages: readonly (FromHub | Readonly<Record<string, unknown>>)[]): void {
    this.sayText(JSON.stringify(messages.length === 1 ? messages[0] : messages));
  }

  sayText(data: unknown): void {
    for (const listener of this.#listeners.message) listener({ data });
  }

  cut(code = 1006): void {
    this.over = true;
    for (const listener of this.#listeners.close) listener({ code });
  }
}
