/** Bytes of what is said: a short chat message as JSON. Always as many, so that messages in a frame can be counted by its length. */
export const MESSAGE_BYTES = 150;

const FIRST_SEQUENCE = 10_000_000;
const FIRST_MICROSECOND = 1_000_000_000_000;

/** What makes a message recognisable wherever it arrives: `@publisher.room.sequence.microsecond`, all of fixed width. */
export interface Stamp {
  readonly publisher: number;
  readonly room: number;
  /** Counts what this publisher said in this room, from 0. */
  readonly sequence: number;
  /** Microseconds since the generator's start. */
  readonly at: number;
  /** Bytes of the message, where it is not a short one. */
  readonly bytes?: number;
}

const AT_SIGN = 64;
const DOT = 46;
const PUBLISHER = { from: 1, to: 5 };
const ROOM = { from: 6, to: 8 };
const SEQUENCE = { from: 9, to: 17 };
const MICROSECOND = { from: 18, to: 31 };

export const roomName = (room: number): string => `r${String(room).padStart(2, '0')}`;
export const microseconds = (): number => Math.round(performance.now() * 1000);

function stampText({ publisher, room, sequence, at }: Stamp): string {
  return `@${String(publisher).padStart(4, '0')}.${String(room).padStart(2, '0')}.${FIRST_SEQUENCE + sequence}.${FIRST_MICROSECOND + at}`;
}

/** The message as fields, for those who encode it in another way. */
export function fieldsOf(stamp: Stamp): { readonly id: number; readonly who: string; readonly text: string } {
  return { id: FIRST_SEQUENCE + stamp.sequence, who: `p${String(stamp.publisher).padStart(4, '0')}`, text: `${stampText(stamp)} ${fillerOf(stamp.bytes)}` };
}

/** The message as JSON; `inRoom` names the room, for servers that must be told. */
export function messageText(stamp: Stamp, inRoom: boolean): string {
  const { id, who, text } = fieldsOf(stamp);
  const room = inRoom ? `"room":"${roomName(stamp.room)}",` : '';
  return `{${room}"id":${id},"who":"${who}","text":"${room === '' ? text : text.slice(0, -room.length)}"}`;
}

const FRAME_OF_FILLER = '{"id":10000000,"who":"p0000","text":"@0000.00.10000000.1000000000000 "}'.length;
const filler = 'x'.repeat(MESSAGE_BYTES - FRAME_OF_FILLER);
const fillerOf = (bytes: number | undefined): string => (bytes === undefined ? filler : 'x'.repeat(bytes - FRAME_OF_FILLER));

/** Calls `seen` for every stamp between `start` and `end`. */
export function eachStamp(bytes: Buffer, { start, end }: { readonly start: number; readonly end: number }, seen: (stamp: Stamp) => void): void {
  let next = start;
  for (;;) {
    const at = bytes.indexOf(AT_SIGN, next);
    if (at < 0 || at + MICROSECOND.to > end) return;
    next = at + 1;
    // The byte of an at sign may be part of a number in a binary encoding.
    if (bytes[at + PUBLISHER.to] !== DOT || bytes[at + ROOM.to] !== DOT || bytes[at + SEQUENCE.to] !== DOT) continue;
    next = at + MICROSECOND.to;
    seen({
      publisher: digits(bytes, at + PUBLISHER.from, at + PUBLISHER.to),
      room: digits(bytes, at + ROOM.from, at + ROOM.to),
      sequence: digits(bytes, at + SEQUENCE.from, at + SEQUENCE.to) - FIRST_SEQUENCE,
      at: digits(bytes, at + MICROSECOND.from, at + MICROSECOND.to) - FIRST_MICROSECOND,
    });
  }
}

/** The number whose decimal digits stand from `from` to before `to`. */
export function digits(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at]! - 48);
  return value;
}
