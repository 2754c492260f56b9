import { limits, Receipts, SUBPROTOCOL } from '@atrium/protocol';
import { clientFrames } from '../../lib/frames.ts';
import type { RawClient, RawTarget } from '../../lib/raw-client.ts';
import { digits, fieldsOf, roomName, type Stamp } from '../message.ts';
import type { Seat, Speaker } from '../speaker.ts';

const code = (character: string): number => character.charCodeAt(0);
const [A, B, NINE, ZERO, BRACE] = [code('a'), code('b'), code('9'), code('0'), code('{')] as const;
/** Where the second letter of a message's type stands: `{"t":"batch"…`. */
const TYPE = { first: 6, second: 7 };
const FROM = Buffer.from('"from":');
const TO = Buffer.from('"to":');
const REPLY = Buffer.from('"t":"reply"');
const ANSWER = Buffer.from('"t":"answer"');
const ERROR = Buffer.from('"error":');
const REFUSED = Buffer.from('"t":"refused"');
const NUMBER = Buffer.from('"n":');
const LAST_PART = Buffer.from('"last":true');
const MISSED = Buffer.from('"outcome":"missed"');
const TERM = Buffer.from('"term":"');
const QUOTE = code('"');

/** docs/PROTOCOL.md, as a client of it must speak: one frame a turn, what was received is acknowledged. */
export class AtriumSpeaker implements Speaker {
  readonly #seat: Seat;
  readonly #channels: readonly string[];
  readonly #receipts = new Receipts();
  #joined = 0;
  /** By channel: the last number that was given out, and up to which all are answered. */
  readonly #numbers: { last: number; settled: number }[];
  #queries = 0;
  /** Of its one channel, where it returns: up to where it has it. */
  #position: readonly [term: string, offset: number] | undefined;
  ready = false;
  answers = 0;

  constructor(seat: Seat) {
    this.#seat = seat;
    if (seat.before instanceof AtriumSpeaker) this.#position = seat.before.#position;
    this.#channels = seat.asks === 'post' ? [`chat/${CHAT_ROOM}`] : seat.rooms.map((room) => `${seat.kind ?? 'bench'}/${roomName(room)}`);
    this.#numbers = this.#channels.map(() => ({ last: 0, settled: 0 }));
  }

  target(): RawTarget {
    const { port, index } = this.#seat;
    return { port, path: `/live?who=${personName(index)}`, protocols: [SUBPROTOCOL] };
  }

  opened(client: RawClient): void {
    const claim = { t: 'claim', clients: [`bench-client-${String(this.#seat.index).padStart(6, '0')}`] };
    if (this.#seat.asks === 'post' && this.#seat.index === 0) {
      const members = Array.from({ length: CHAT_MEMBERS }, (_, index) => personName(index)).slice(1);
      client.sendText(JSON.stringify([claim, this.#command('create', { name: 'Bench', topic: '', type: 'private', members }), this.#join()]));
    } else if (this.#seat.asks === 'command') {
      client.sendText(JSON.stringify(claim));
      this.ready = true;
    } else {
      client.sendText(JSON.stringify([claim, this.#join()]));
    }
  }

  #join(): object {
    return { t: 'join', channels: this.#channels.map((channel) => ({ channel, ...(this.#position && { at: this.#position }) })) };
  }

  heard(client: RawClient, _opcode: number, bytes: Buffer, start: number, end: number): number {
    const received = this.#receipts.take(end - start, Date);
    if (received !== undefined) client.sendText(`{"t":"got","bytes":${received}}`);
    // Batches come in frames of their own.
    if (bytes[start] === BRACE && bytes[start + TYPE.first] === B && bytes[start + TYPE.second] === A) {
      const from = numberAfter(bytes, FROM, start);
      const to = numberAfter(bytes, TO, start);
      if (this.#seat.returns) {
        const term = bytes.indexOf(TERM, start) + TERM.length;
        this.#position = [bytes.toString('latin1', term, bytes.indexOf(QUOTE, term)), to];
      }
      return to - from + 1;
    }
    this.#told(bytes.subarray(start, end));
    return 0;
  }

  #told(bytes: Buffer): void {
    const replies = occurrences(bytes, REPLY);
    const answers = occurrences(bytes, ANSWER);
    if (replies + answers > 0) {
      // Whoever asks for more pages than may be under way is refused some, and looks itself.
      if (this.#seat.asks !== 'page' && bytes.includes(ERROR)) throw new Error(`A command or query was refused: ${bytes.toString('utf8', 0, 500)}`);
      this.answers += replies + answers;
      if (replies > 0) this.#settle(bytes);
    }
    if (this.ready) return;
    if (bytes.includes(REFUSED)) throw new Error(`A join was refused: ${bytes.toString('utf8', 0, 500)}`);
    if (this.#seat.returns) this.#stands(bytes.toString('latin1', 0, 500));
    this.#joined += occurrences(bytes, LAST_PART) + (this.#seat.before ? occurrences(bytes, MISSED) : 0);
    if (this.#joined < this.#channels.length) return;
    this.ready = true;
    this.answers = 0;
  }

  /** Whoever is cut before anything is said has the snapshot all the same. */
  #stands(text: string): void {
    const [, term, offset] = /"outcome":"snapshot","at":\["([^"]+)",(\d+)\]/.exec(text) ?? [];
    if (term !== undefined) this.#position = [term, Number(offset)];
  }

  /** Replies of a channel come in order, so its last one settles all before it. */
  #settle(bytes: Buffer): void {
    for (const [index, numbers] of this.#numbers.entries()) {
      const at = this.#numbers.length === 1 ? bytes.lastIndexOf(REPLY) : bytes.lastIndexOf(`"channel":"${this.#channels[index]}"`);
      if (at >= 0) numbers.settled = Math.max(numbers.settled, numberAfter(bytes, NUMBER, at));
    }
  }

  #command(name: string, input: unknown, place = 0): object {
    const numbers = this.#numbers[place]!;
    return { t: 'command', c: 0, channel: this.#channels[place], n: ++numbers.last, settled: numbers.settled, name, input };
  }

  say(stamps: readonly Stamp[]): Buffer {
    return framed(stamps.map((stamp) => JSON.stringify(this.#command('say', fieldsOf(stamp), this.#seat.rooms.indexOf(stamp.room)))));
  }

  ask(count: number): Buffer {
    return framed(Array.from({ length: count }, () => JSON.stringify(this.#request())));
  }

  #request(): object {
    switch (this.#seat.asks) {
      case 'query':
        return { t: 'query', id: ++this.#queries, channel: this.#channels[0], name: 'measure', input: { text: STRING } };
      case 'page':
        return { t: 'query', id: ++this.#queries, channel: this.#channels[0], name: 'page', input: { text: STRING } };
      case 'post':
        return this.#command('post', { text: `${STRING} ${this.#numbers[0]?.last}` });
      case 'command':
      case 'echo':
        return this.#command('say', { id: 1, who: 'p0000', text: STRING });
    }
  }
}

const STRING = 'How long is this piece of string, if it is no longer than that?';
const CHAT_ROOM = 'bench-room-00000';
/** Everyone who posts is a member; there are never more connections in that case. */
const CHAT_MEMBERS = 64;
const personName = (index: number): string => `person-${String(index).padStart(9, '0')}`;

/** All that one turn says goes as few frames, as the client library does it. */
function framed(texts: readonly string[]): Buffer {
  if (texts.length === 1) return clientFrames(texts);
  // With the comma between them.
  const longest = Math.max(...texts.map(({ length }) => length)) + 1;
  const most = Math.min(limits.messagesPerFrame, Math.floor((limits.frameBytes - 2) / longest));
  const frames: string[] = [];
  for (let at = 0; at < texts.length; at += most) frames.push(`[${texts.slice(at, at + most).join(',')}]`);
  return clientFrames(frames);
}

function numberAfter(bytes: Buffer, key: Buffer, from: number): number {
  const start = bytes.indexOf(key, from) + key.length;
  let end = start;
  while (bytes[end]! >= ZERO && bytes[end]! <= NINE) end += 1;
  return digits(bytes, start, end);
}

function occurrences(bytes: Buffer, what: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + what.length)) count += 1;
  return count;
}
