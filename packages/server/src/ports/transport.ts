import { frameOf } from '../wire/frame-bytes.ts';

/** One frame for one or many receivers: its text, and its bytes as they go on the wire, made once. */
export class Frame {
  readonly text: string;
  #bytes: Buffer | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get bytes(): Buffer {
    return (this.#bytes ??= frameOf(this.text));
  }
}

/** What carries one connection's bytes: a WebSocket, or half of a socket pair in a test. */
export interface Transport {
  /** Sends frames in order, in one go. */
  write(frames: readonly Frame[]): void;
  /** Bytes that are queued in this process. */
  readonly queued: number;
  pause(): void;
  resume(): void;
  /** Sends what is queued, then the closing handshake; nothing is written after it. */
  close(code: number, reason: string): void;
  /** At once, without a handshake. */
  destroy(): void;
  onText(handler: (text: string) => void): void;
  /** The queue is empty again. */
  onDrain(handler: () => void): void;
  onClose(handler: (code: number) => void): void;
}
