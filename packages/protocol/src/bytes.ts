import { readBinary } from './binary.ts';
import { acceptBinary } from './frame.ts';
import type { AnySchema, Infer, Schema } from './standard-schema.ts';

/** Bytes in a message: raw in a binary frame, base64 (RFC 4648 §4) wherever the message is JSON text. */
export class Bytes extends Uint8Array {
  toJSON(): string {
    if (typeof Buffer !== 'undefined') return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString('base64');
    let text = '';
    // In pieces: a call takes some ten thousand arguments, not a million.
    for (let from = 0; from < this.length; from += 8192) text += String.fromCharCode(...this.subarray(from, from + 8192));
    return btoa(text);
  }
}

/** Marks top-level fields of a message as bytes; what it parses to has `Bytes` there. */
export type WithBytes<S extends AnySchema> = S & { readonly bytes: readonly string[]; readonly revive: (value: unknown) => unknown };

/**
 * Marks fields of a command's input, an event, a signal or a value of the state lane as bytes. The schema inside sees a `Uint8Array` there.
 * @example
 * events: { updated: withBytes(v.object({ update: v.instance(Uint8Array) }), ['update']) }
 */
export function withBytes<S extends AnySchema>(schema: S, fields: readonly (keyof Infer<S> & string)[]): WithBytes<Schema<unknown, Infer<S>>> {
  const { vendor, validate } = schema['~standard'];
  // A client whose contracts know no bytes carries none of this.
  acceptBinary(readBinary);
  return {
    bytes: fields,
    revive: (value) => withFields(fields, value),
    '~standard': { version: 1, vendor, validate: (value) => validate(withFields(fields, value)) as never },
  };
}

/** The fields that a schema marks as bytes. */
export const bytesOf = (schema: AnySchema | undefined): readonly string[] => (schema as Partial<WithBytes<AnySchema>> | undefined)?.bytes ?? [];

/** A value that was JSON text, with `Bytes` in the fields that its schema marks; the value itself where it marks none. */
export const revive = (schema: AnySchema | undefined, value: unknown): unknown => {
  const { revive: own } = (schema ?? {}) as Partial<WithBytes<AnySchema>>;
  return own ? own(value) : value;
};

function withFields(fields: readonly string[], value: unknown): unknown {
  if (fields.length === 0 || typeof value !== 'object' || value === null) return value;
  const revived: Record<string, unknown> = { ...value };
  for (const field of fields) if (Object.hasOwn(revived, field)) revived[field] = asBytes(revived[field]);
  return revived;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What is neither bytes nor base64 stays what it is, for the schema to refuse. */
function asBytes(value: unknown): unknown {
  if (value instanceof Bytes) return value;
  // Copied: the frame that it came in is not kept for it.
  if (value instanceof Uint8Array) return new Bytes(value);
  if (typeof value !== 'string' || !BASE64.test(value)) return value;
  return typeof Buffer !== 'undefined' ? new Bytes(Buffer.from(value, 'base64')) : Bytes.from(atob(value), (letter) => letter.charCodeAt(0));
}
