import { type Attached, writeBinary } from '@atrium/protocol';
import { frameOf } from '../wire/frame-bytes.ts';

/** One frame for one or many receivers: its text, and its bytes as they go on the wire, made once for each encoding that somebody reads. */
export class Frame {
  readonly text: string;
  readonly #attached: (() => readonly Attached[]) | undefined;
  #bytes: Buffer | undefined;
  #binary: Buffer | undefined;

  /** `attached` gives the same messages for binary connections, where they carry bytes. */
  constructor(text: string, attached?: () => readonly Attached[]) {
    this.text = text;
    this.#attached = attached;
  }

  get bytes(): Buffer {
    return (this.#bytes ??= frameOf(this.text));
  }

  /** For a connection that reads binary frames: text all the same, where nothing in it is bytes. */
  get binary(): Buffer {
    if (!this.#attached) return this.bytes;
    return (this.#binary ??= frameOf(writeBinary(this.#attached())));
  }
}

/** What carries one connection's bytes: a WebSocket, or half of a socket pair in a test. */
export interface Transport {
  /** Sends a frame, or some in order in one go. */
  write(frames: Frame | readonly Frame[]): void;
  /** Bytes that are queued in this process. */
  readonly queued: number;
  /** Bytes of payload written so far, as the other side counts them. */
  readonly written: number;
  pause(): void;
  resume(): void;
  /** Sends what is queued, then the closing handshake; nothing is written after it. */
  close(code: number, reason: string): void;
  /** The same, and nothing that still comes is read: for whoever will not stop by themselves. */
  expel(code: number, reason: string): void;
  /** At once, without a handshake. */
  destroy(): void;
  /** Whom it tells what comes, once, at the beginning. */
  attach(end: TransportEnd): void;
}

/** Whoever speaks over a transport. */
export interface TransportEnd {
  /** Text, or, where both have agreed on it, a binary frame. */
  received(payload: string | Uint8Array): void;
  /** A ping came (RFC 6455 §5.5.2); true: it is answered now. Of those that are not, the last one is answered when reading goes on. */
  pinged(): boolean;
  /** The other side broke the protocol; its end follows. */
  broke(): void;
  /** The queue is empty again. */
  drained(): void;
  ended(): void;
}
