import { AtriumError } from './errors.ts';

/**
 * A binary frame is a list of messages. Lengths are unsigned LEB128 (7 bits a byte, lowest first, the high bit says that more follow):
 *
 *   message    = length of the rest, length of the JSON, the JSON (UTF-8), attachment*
 *   attachment = length of the pointer, a JSON pointer (RFC 6901) into that JSON, length, bytes
 *
 * The JSON has null where an attachment belongs.
 */
export interface Attached {
  /** JSON text of the message. */
  readonly text: string;
  readonly attachments: readonly (readonly [pointer: string, bytes: Uint8Array])[];
}

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true });

export function writeBinary(messages: readonly Attached[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const { text, attachments } of messages) {
    const own: Uint8Array[] = [];
    for (const piece of [utf8.encode(text), ...attachments.flatMap(([pointer, bytes]) => [utf8.encode(pointer), bytes])]) own.push(varint(piece.length), piece);
    pieces.push(varint(lengthOf(own)), ...own);
  }
  const frame = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    frame.set(piece, at);
    at += piece.length;
  }
  return frame;
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

/**
 * The messages of a binary frame, with their attachments in place.
 * @throws AtriumError `bad-frame`
 */
export function readBinary(frame: Uint8Array): unknown[] {
  const messages: unknown[] = [];
  const all = new Reader(frame);
  while (!all.done) {
    const reader = new Reader(all.piece());
    const message = reader.json();
    while (!reader.done) place(message, reader.text(), reader.piece());
    messages.push(message);
  }
  return messages;
}

const unreadable = (): AtriumError => new AtriumError({ kind: 'bad-frame' });

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  piece(): Uint8Array {
    const end = this.#length() + this.#at;
    if (end > this.#bytes.length) throw unreadable();
    const piece = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return piece;
  }

  text(): string {
    try {
      return fromUtf8.decode(this.piece());
    } catch {
      throw unreadable();
    }
  }

  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch {
      throw unreadable();
    }
  }

  #length(): number {
    let value = 0;
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    throw unreadable();
  }
}

/** Only where the JSON has null: an attachment brings no field about, and reaches nothing that is not the message's own. */
function place(message: unknown, pointer: string, bytes: Uint8Array): void {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop();
  let node = message;
  for (const step of [...steps, undefined]) {
    const key = (step ?? last ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) throw unreadable();
    const fields = node as Record<string, unknown>;
    if (step === undefined) {
      if (last === undefined || fields[key] !== null) throw unreadable();
      fields[key] = bytes;
    } else node = fields[key];
  }
}

/** A name as one step of a JSON pointer (RFC 6901 §3). */
export const pointerStep = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
