import { readBinary, readFrame } from '@atrium/protocol';
import { type AddressOf, type Lane, tell, type Told } from './told.ts';

export type Way = 'sent' | 'heard';

/** One frame as it was on the wire, kept to be looked at. Bounded, whatever it carried. */
export interface Frame {
  readonly way: Way;
  /** Of its payload. */
  readonly bytes: number;
  readonly binary: boolean;
  /** Of its messages: the first few, and how many there are. */
  readonly told: readonly Told[];
  readonly messages: number;
  readonly lanes: ReadonlySet<Lane>;
  /** Its messages as JSON, to be read; at most `BODY_BYTES`. */
  readonly body: string;
  readonly cut: boolean;
  /** Its first characters, as they are on the wire. */
  readonly start: string;
}

/** Bytes of UTF-8 kept of a frame's content. */
export const BODY_BYTES = 4_096;
/** Messages of a frame that its line tells. */
const MOST_TOLD = 8;
/** Characters of `start`: two lines. */
const START = 110;
/** Bytes of an attachment that are shown. */
const SHOWN_BYTES = 16;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();
export const bytesOf = (text: string): number => utf8.encode(text).length;

/** Of what a WebSocket sends or hears; undefined for what it would have to wait for. */
export const payloadOf = (data: unknown): string | Uint8Array | undefined =>
  typeof data === 'string'
    ? data
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : undefined;

/** Bytes of a frame's head (RFC 6455 §5.2): 2, and 2 or 8 more for the length of a longer one, and the 4 of the mask that a browser must use. */
export const headBytes = ({ way, bytes }: Pick<Frame, 'way' | 'bytes'>): number => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10) + (way === 'sent' ? 4 : 0);

/** The messages of a frame; none when it cannot be read. */
export function messagesOf(payload: string | Uint8Array): readonly unknown[] {
  try {
    return typeof payload === 'string' ? readFrame(payload, Infinity) : readBinary(payload);
  } catch {
    return [];
  }
}

export function frameOf(
  { way, payload, messages }: { readonly way: Way; readonly payload: string | Uint8Array; readonly messages: readonly unknown[] },
  addressOf: AddressOf,
): Frame {
  const told = messages.map((message) => tell(message, addressOf));
  return {
    way,
    bytes: typeof payload === 'string' ? bytesOf(payload) : payload.length,
    binary: typeof payload !== 'string',
    told: told.slice(0, MOST_TOLD),
    messages: messages.length,
    lanes: new Set(messages.length === 0 ? (['control'] as const) : told.map(({ lane }) => lane)),
    ...bodyOf(messages, payload),
    start: typeof payload !== 'string' ? shownBytes(payload) : payload.length > START ? `${payload.slice(0, START)}…` : payload,
  };
}

function bodyOf(messages: readonly unknown[], payload: string | Uint8Array): Pick<Frame, 'body' | 'cut'> {
  let body = messages.length > 0 ? '' : typeof payload === 'string' ? payload : shownBytes(payload);
  for (const message of messages) {
    if (body.length > BODY_BYTES) break;
    body += `${body === '' ? '' : '\n'}${JSON.stringify(message, readable, 2)}`;
  }
  const encoded = utf8.encode(body);
  if (encoded.length <= BODY_BYTES) return { body, cut: false };
  // Not in the middle of a letter: what is left of one is dropped.
  return { body: fromUtf8.decode(encoded.subarray(0, BODY_BYTES)).replace(/\uFFFD+$/, ''), cut: true };
}

const readable = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? shownBytes(value) : value);
function shownBytes(bytes: Uint8Array): string {
  const hex = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} B: ${hex}${bytes.length > SHOWN_BYTES ? ' …' : ''}`;
}
