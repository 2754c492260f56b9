/** Payloads of at most so many bytes have their length in the second byte of the head (RFC 6455 §5.2). */
const SHORT = 125;
/** The longest head of a server's frame: two bytes and a length of eight. */
const LONGEST_HEAD = 10;

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** `payload` is `bytes` from `start` to `end`, valid during the call only: the memory is read into again. */
export type OnFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/**
 * Takes a server's frames apart without copying or decoding them: a generator that decodes measures itself. Fragmented messages are handed
 * on frame by frame, since nobody who is measured here sends them.
 */
export class FrameReader {
  readonly #onFrame: OnFrame;
  /** The beginning of a frame whose rest has not come. */
  #held = NOTHING;
  #heldBytes = 0;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** The first `length` bytes of `chunk` have come. */
  push(chunk: Buffer, length: number): void {
    let at = this.#heldBytes > 0 ? this.#complete(chunk, length) : 0;
    while (at < length) {
      const head = headBytes(chunk, at, length);
      const end = head === 0 ? 0 : at + head + payloadBytes(chunk, at);
      if (head === 0 || end > length) return this.#hold(chunk, at, length, head === 0 ? LONGEST_HEAD : end - at);
      this.#onFrame(chunk[at]! & 15, chunk, at + head, end);
      at = end;
    }
  }

  /** Fills the frame that was begun; answers how many bytes of the chunk that took. */
  #complete(chunk: Buffer, length: number): number {
    let at = 0;
    while (headBytes(this.#held, 0, this.#heldBytes) === 0) {
      if (at === length) return at;
      this.#held[this.#heldBytes++] = chunk[at++]!;
    }
    const head = headBytes(this.#held, 0, this.#heldBytes);
    const size = head + payloadBytes(this.#held, 0);
    if (this.#held.length < size) {
      const larger = Buffer.allocUnsafeSlow(size);
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    const taken = Math.min(size - this.#heldBytes, length - at);
    chunk.copy(this.#held, this.#heldBytes, at, at + taken);
    this.#heldBytes += taken;
    if (this.#heldBytes < size) return at + taken;
    const frame = this.#held;
    this.#held = NOTHING;
    this.#heldBytes = 0;
    this.#onFrame(frame[0]! & 15, frame, head, size);
    return at + taken;
  }

  #hold(chunk: Buffer, from: number, to: number, size: number): void {
    this.#held = Buffer.allocUnsafeSlow(Math.max(size, to - from));
    this.#heldBytes = chunk.copy(this.#held, 0, from, to);
  }
}

const NOTHING = Buffer.alloc(0);

/** Bytes of the head of the frame at `at`; 0 while not all of it is there. */
function headBytes(bytes: Buffer, at: number, length: number): number {
  if (length - at < 2) return 0;
  const short = bytes[at + 1]! & 127;
  const head = short <= SHORT ? 2 : short === SHORT + 1 ? 4 : LONGEST_HEAD;
  return length - at < head ? 0 : head;
}

function payloadBytes(bytes: Buffer, at: number): number {
  const short = bytes[at + 1]! & 127;
  if (short <= SHORT) return short;
  // Frames of 4 GB are nobody's.
  return short === SHORT + 1 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
}

/**
 * A client's frame. The masking key is 0 0 0 0: whoever receives it unmasks all the same, and a payload that stands in the frame as it is can be
 * changed in place and sent again.
 */
export function clientFrame(payload: string | Uint8Array, opcode: number = OPCODE.text): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const head = headOf(body.length);
  const frame = Buffer.alloc(head + body.length);
  writeHead(frame, 0, opcode, body.length);
  frame.set(body, head);
  return frame;
}

/** Several text frames of a client in one buffer, for one write. Texts are of one byte a character. */
export function clientFrames(texts: readonly string[]): Buffer {
  let size = 0;
  for (const text of texts) size += headOf(text.length) + text.length;
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const text of texts) {
    at = writeHead(frames, at, OPCODE.text, text.length);
    at += frames.write(text, at, 'latin1');
  }
  return frames;
}

/** Bytes of a client's head, masking key included. */
const headOf = (payload: number): number => (payload <= SHORT ? 6 : payload <= 0xffff ? 8 : 14);

/** Answers where the payload begins. */
function writeHead(frame: Buffer, at: number, opcode: number, payload: number): number {
  const head = headOf(payload);
  frame[at] = 128 | opcode;
  frame[at + 1] = 128 | (head === 6 ? payload : head === 8 ? SHORT + 1 : SHORT + 2);
  if (head === 8) frame.writeUInt16BE(payload, at + 2);
  else if (head === 14) frame.writeBigUInt64BE(BigInt(payload), at + 2);
  frame.writeUInt32BE(0, at + head - 4);
  return at + head;
}
