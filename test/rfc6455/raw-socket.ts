import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A frame as RFC 6455 §5.2 has it, right or wrong: everything in it can be set. */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  readonly fin?: boolean;
  /** RSV1, RSV2 and RSV3 as bits 4, 2 and 1. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** What the head says, whatever the payload's length is. */
  readonly claims?: bigint;
}

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export function frame({ opcode, payload = '', fin = true, rsv = 0, masked = true, claims }: FrameParts): Buffer {
  const body = Buffer.from(payload);
  const length = claims ?? BigInt(body.length);
  const bit = masked ? 0x80 : 0;
  const head =
    length < 126n
      ? Buffer.from([0, bit | Number(length)])
      : length < 65_536n
        ? Buffer.from([0, bit | 126, 0, 0])
        : Buffer.from([0, bit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  if (head.length === 4) head.writeUInt16BE(Number(length), 2);
  if (head.length === 10) head.writeBigUInt64BE(length, 2);
  if (!masked) return Buffer.concat([head, body]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, body.map((byte, at) => byte ^ mask[at % 4]!)]);
}

export const text = (payload: Buffer | string): Buffer => frame({ opcode: OP.text, payload });
export const ping = (payload: Buffer | string = ''): Buffer => frame({ opcode: OP.ping, payload });
export const pong = (payload: Buffer | string = ''): Buffer => frame({ opcode: OP.pong, payload });
export const close = (code?: number, reason: Buffer | string = ''): Buffer =>
  frame({ opcode: OP.close, payload: code === undefined ? '' : Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]) });

/** A message in several frames, cut into pieces of at most `size` bytes. */
export function fragments(payload: Buffer | string, size: number, opcode: number = OP.text): Buffer[] {
  const body = Buffer.from(payload);
  const out: Buffer[] = [];
  for (let from = 0; from === 0 || from < body.length; from += size)
    out.push(frame({ opcode: from === 0 ? opcode : OP.continuation, payload: body.subarray(from, from + size), fin: from + size >= body.length }));
  return out;
}

export interface Heard {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** One TCP connection whose other end speaks WebSocket; what it says is kept, frame by frame. */
export class RawSocket {
  readonly heard: Heard[] = [];
  /** The answer to the handshake, up to the empty line. */
  head = '';
  ended = false;
  readonly #socket: Socket;
  #data: Buffer = Buffer.alloc(0);
  #wake: (() => void)[] = [];

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (data: Buffer) => this.#take(data));
    const over = (): void => {
      this.ended = true;
      this.#stir();
    };
    this.#socket.on('end', over);
    this.#socket.on('close', over);
    this.#socket.on('error', over);
  }

  static async open(port: number, { protocol, path = '/live' }: { readonly protocol: string; readonly path?: string }): Promise<RawSocket> {
    const socket = new RawSocket(port);
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    // The welcome.
    await socket.until(() => socket.heard.length > 0);
    return socket;
  }

  write(data: Buffer | string): void {
    this.#socket.write(data);
  }

  /** In pieces, each in a TCP segment of its own as far as the kernel lets one say so. */
  async writeInPieces(data: Buffer, size: number): Promise<void> {
    for (let from = 0; from < data.length; from += size) {
      this.write(data.subarray(from, from + size));
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says nothing more, and listens on. */
  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Resolves when it holds, or the other end has gone. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.ended) await new Promise<void>((resolve) => void this.#wake.push(resolve));
  }

  /** The code of the closing frame; `none` for one without. Undefined: there was no closing frame. */
  get closedWith(): number | 'none' | undefined {
    const closing = this.heard.find(({ opcode }) => opcode === OP.close);
    return closing && (closing.payload.length < 2 ? 'none' : closing.payload.readUInt16BE(0));
  }

  get texts(): string[] {
    return this.heard.filter(({ opcode }) => opcode === OP.text).map(({ payload }) => payload.toString('utf8'));
  }

  #stir(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resolve of waiting) resolve();
  }

  #take(data: Buffer): void {
    this.#data = Buffer.concat([this.#data, data]);
    if (!this.head) {
      const end = this.#data.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#data.subarray(0, end).toString('latin1');
      this.#data = this.#data.subarray(end + 4);
    }
    if (this.head.startsWith('HTTP/1.1 101')) while (this.#frame());
    this.#stir();
  }

  #frame(): boolean {
    const [first, second] = this.#data;
    if (first === undefined || second === undefined) return false;
    let length = second & 0x7f;
    let head = 2;
    if (length === 126 && this.#data.length >= 4) [length, head] = [this.#data.readUInt16BE(2), 4];
    else if (length === 127 && this.#data.length >= 10) [length, head] = [Number(this.#data.readBigUInt64BE(2)), 10];
    else if (length >= 126) return false;
    if (this.#data.length < head + length) return false;
    this.heard.push({ opcode: first & 0x0f, payload: Buffer.from(this.#data.subarray(head, head + length)) });
    this.#data = this.#data.subarray(head + length);
    return true;
  }
}
