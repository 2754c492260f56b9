import { clientFrames } from '../../lib/frames.ts';
import type { RawClient, RawTarget } from '../../lib/raw-client.ts';
import { messageText, roomName, type Stamp } from '../message.ts';
import type { Seat, Speaker } from '../speaker.ts';

const code = (character: string): number => character.charCodeAt(0);
const [OPEN, PING, MESSAGE] = [code('0'), code('2'), code('4')];
/** Of `2["joined"` and `2["said"`, what tells them apart. */
const SECOND = 3;
const JOINED = code('j');
const [CONNECT, EVENT, ACK] = [code('0'), code('2'), code('3')];

/** What a server with connection state recovery says of a session. */
interface Session {
  readonly pid: string;
  readonly offset: string;
}

/** Engine.IO 4 and Socket.IO 5, as their protocol documents have them. */
export class SocketIoSpeaker implements Speaker {
  readonly #seat: Seat;
  #asked = 0;
  #session: Session | undefined;
  ready = false;
  answers = 0;

  constructor(seat: Seat) {
    this.#seat = seat;
    if (seat.before instanceof SocketIoSpeaker) this.#session = seat.before.#session;
  }

  target(): RawTarget {
    return { port: this.#seat.port, path: `/socket.io/?EIO=4&transport=websocket&rooms=${this.#seat.rooms.map(roomName).join(',')}` };
  }

  opened(): void {}

  heard(client: RawClient, _opcode: number, bytes: Buffer, start: number, end: number): number {
    switch (bytes[start]) {
      case OPEN:
        client.sendText(this.#session ? `40${JSON.stringify(this.#session)}` : '40');
        return 0;
      case PING:
        client.sendText('3');
        return 0;
      case MESSAGE:
        return this.#packet(bytes, start + 1, end);
      default:
        return 0;
    }
  }

  #packet(bytes: Buffer, start: number, end: number): number {
    switch (bytes[start]) {
      case CONNECT: {
        const pid = this.#seat.returns && /"pid":"([^"]+)"/.exec(bytes.toString('latin1', start, end))?.[1];
        if (pid) this.#session = { pid, offset: this.#session?.offset ?? '' };
        return 0;
      }
      case ACK:
        this.answers += 1;
        return 0;
      case EVENT:
        if (this.#session) this.#session = { ...this.#session, offset: lastString(bytes.toString('latin1', Math.max(start, end - 64), end)) };
        if (bytes[start + SECOND] !== JOINED) return 1;
        this.ready = true;
        return 0;
      default:
        return 0;
    }
  }

  say(stamps: readonly Stamp[]): Buffer {
    return clientFrames(stamps.map((stamp) => `42["say",${messageText(stamp, this.#seat.namesRooms)}]`));
  }

  ask(count: number): Buffer {
    return clientFrames(
      Array.from({ length: count }, () => `42${this.#asked++}["ask",{"text":"How long is this piece of string, if it is no longer than that?"}]`),
    );
  }
}

/** With recovery, an event's last argument is its offset. */
const lastString = (text: string): string => /"([^"]*)"\]$/.exec(text)?.[1] ?? '';
