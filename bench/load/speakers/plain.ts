import { clientFrames } from '../../lib/frames.ts';
import type { RawTarget } from '../../lib/raw-client.ts';
import { MESSAGE_BYTES, messageText, roomName, type Stamp } from '../message.ts';
import type { Seat, Speaker } from '../speaker.ts';

const J = 'j'.charCodeAt(0);

/** A message a frame, no more: ws, µWebSockets and Bun. */
export class PlainSpeaker implements Speaker {
  readonly #seat: Seat;
  #asked = 0;
  ready: boolean;
  answers = 0;

  constructor(seat: Seat) {
    this.#seat = seat;
    this.ready = seat.asks === 'echo' && seat.rooms.length === 0;
  }

  target(): RawTarget {
    return { port: this.#seat.port, path: `/?rooms=${this.#seat.rooms.map(roomName).join(',')}` };
  }

  opened(): void {}

  heard(_client: unknown, _opcode: number, bytes: Buffer, start: number, end: number): number {
    if (bytes[start] === J) {
      this.ready = true;
      return 0;
    }
    if (this.#asked > 0) {
      this.answers += 1;
      return 0;
    }
    return this.messagesIn(end - start);
  }

  protected messagesIn(_bytes: number): number {
    return 1;
  }

  say(stamps: readonly Stamp[]): Buffer {
    return clientFrames(stamps.map((stamp) => messageText(stamp, this.#seat.namesRooms)));
  }

  ask(count: number): Buffer {
    return clientFrames(
      Array.from({ length: count }, () => `{"id":${++this.#asked},"text":"How long is this piece of string, if it is no longer than that?"}`),
    );
  }
}

/** Several messages a frame, as a JSON array of texts that are all equally long. */
export class BatchSpeaker extends PlainSpeaker {
  protected override messagesIn(bytes: number): number {
    // '[' m ',' m ']'
    return (bytes - 1) / (MESSAGE_BYTES + 1);
  }
}
