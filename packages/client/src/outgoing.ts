import { limits, type FromClient } from '@atrium/protocol';
import { bytesOf } from './limits.ts';

/** Gathers what is said in one turn and hands it over as few frames: a client that comes back sends its queue in a few, not in hundreds. */
export class Outgoing {
  readonly #send: (frame: string) => void;
  #texts: string[] = [];
  frameBytes: number = limits.frameBytes;

  constructor(send: (frame: string) => void) {
    this.#send = send;
  }

  push(message: FromClient): void {
    if (this.#texts.push(JSON.stringify(message)) === 1) queueMicrotask(() => this.#flush());
  }

  /** What has not been handed over is not wanted any more. */
  drop(): void {
    this.#texts = [];
  }

  #flush(): void {
    const texts = this.#texts;
    this.#texts = [];
    let frame: string[] = [];
    let bytes = 0;
    for (const text of texts) {
      const size = bytesOf(text) + 1;
      if (frame.length > 0 && (frame.length === limits.messagesPerFrame || bytes + size > this.frameBytes - 2)) {
        this.#send(framed(frame));
        [frame, bytes] = [[], 0];
      }
      frame.push(text);
      bytes += size;
    }
    if (frame.length > 0) this.#send(framed(frame));
  }
}

const framed = (texts: readonly string[]): string => (texts.length === 1 ? (texts[0] as string) : `[${texts.join(',')}]`);
