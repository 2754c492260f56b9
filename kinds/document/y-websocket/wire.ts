import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** y-protocols' messages over a WebSocket: a varint each, and what belongs to it (https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md). */
export const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const QUERY_AWARENESS = 3;

/** What one editor shows of itself; null: it has gone. */
export interface Shown {
  readonly client: number;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}

export type Said =
  /** `rest` is at the sync message. */
  { readonly type: 'sync'; readonly rest: decoding.Decoder } | { readonly type: 'awareness'; readonly shown: readonly Shown[] } | { readonly type: 'ask' };

/** Editors whose cursors one message may name: a client speaks for its own, and repeats what it heard. */
const MOST_SHOWN = 200;

/** @returns undefined for what this protocol does not know. @throws Error when it ends in the middle. */
export function read(bytes: Uint8Array): Said | undefined {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return { type: 'sync', rest: decoder };
    case AWARENESS: {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
      const count = decoding.readVarUint(inner);
      const shown: Shown[] = [];
      for (let at = 0; at < count && at < MOST_SHOWN; at++) {
        const [client, clock] = [decoding.readVarUint(inner), decoding.readVarUint(inner)];
        const state = JSON.parse(decoding.readVarString(inner)) as unknown;
        shown.push({ client, clock, state: typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : null });
      }
      return { type: 'awareness', shown };
    }
    case QUERY_AWARENESS:
      return { type: 'ask' };
    default:
      return undefined;
  }
}

/** A sync message, written by `write`. */
export function sync(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

export function awareness(shown: readonly Shown[]): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, shown.length);
  for (const { client, clock, state } of shown) {
    encoding.writeVarUint(inner, client);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, JSON.stringify(state));
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}

/** Permission denied, and why. */
export function denied(reason: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AUTH);
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarString(encoder, reason);
  return encoding.toUint8Array(encoder);
}
