import { clientFrame, OPCODE } from '../../lib/frames.ts';
import type { RawClient, RawTarget } from '../../lib/raw-client.ts';
import { fieldsOf, type Stamp } from '../message.ts';
import type { Seat, Speaker } from '../speaker.ts';

/** First byte of a frame, both ways (Colyseus 0.16, `Protocol`). */
const JOIN_ROOM = 10;
const ROOM_DATA = 13;

/** A seat is asked for over HTTP, then taken by WebSocket; messages are MessagePack. */
export class ColyseusSpeaker implements Speaker {
  readonly #seat: Seat;
  #asked = 0;
  ready = false;
  answers = 0;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  async target(): Promise<RawTarget> {
    const { port } = this.#seat;
    const response = await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/bench`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const reserved: unknown = await response.json();
    if (!isReservation(reserved)) throw new Error(`No seat was given: ${JSON.stringify(reserved)}`);
    const { room, sessionId } = reserved;
    return { port, path: `/${room.processId}/${room.roomId}?sessionId=${sessionId}` };
  }

  opened(): void {}

  heard(client: RawClient, _opcode: number, bytes: Buffer, start: number): number {
    if (bytes[start] === JOIN_ROOM) {
      client.write(clientFrame(Buffer.from([JOIN_ROOM]), OPCODE.binary));
      this.ready = true;
      return 0;
    }
    if (bytes[start] !== ROOM_DATA) return 0;
    if (this.#asked === 0) return 1;
    this.answers += 1;
    return 0;
  }

  say(stamps: readonly Stamp[]): Buffer {
    return Buffer.concat(stamps.map((stamp) => roomData('say', packed(fieldsOf(stamp)))));
  }

  ask(count: number): Buffer {
    return Buffer.concat(
      Array.from({ length: count }, () =>
        roomData('ask', packed({ id: ++this.#asked, text: 'How long is this piece of string, if it is no longer than that?' })),
      ),
    );
  }
}

const roomData = (type: string, data: Buffer): Buffer =>
  clientFrame(Buffer.concat([Buffer.from([ROOM_DATA, 0xa0 | type.length]), Buffer.from(type), data]), OPCODE.binary);

/** MessagePack of a flat object: strings of at most 255 bytes and numbers of at most 32 bits. */
function packed(fields: Readonly<Record<string, string | number>>): Buffer {
  const parts: Buffer[] = [Buffer.from([0x80 | Object.keys(fields).length])];
  for (const [name, value] of Object.entries(fields)) {
    parts.push(Buffer.from([0xa0 | name.length]), Buffer.from(name));
    if (typeof value === 'string') parts.push(Buffer.from([0xd9, value.length]), Buffer.from(value));
    else {
      const number = Buffer.alloc(5, 0xce);
      number.writeUInt32BE(value, 1);
      parts.push(number);
    }
  }
  return Buffer.concat(parts);
}

interface Reservation {
  readonly sessionId: string;
  readonly room: { readonly processId: string; readonly roomId: string };
}
function isReservation(value: unknown): value is Reservation {
  if (typeof value !== 'object' || value === null || !('sessionId' in value) || !('room' in value)) return false;
  const { room } = value;
  return typeof room === 'object' && room !== null && 'processId' in room && 'roomId' in room;
}
