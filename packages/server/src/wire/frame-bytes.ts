/**
 * A whole, unmasked frame (RFC 6455 §5.2: FIN, opcode 1 for text, 2 for binary; a server does not mask). Built once and written to every receiver.
 */
export function frameOf(payload: string | Uint8Array): Buffer {
  const isText = typeof payload === 'string';
  const length = isText ? Buffer.byteLength(payload) : payload.length;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(head + length);
  frame[0] = isText ? 0x81 : 0x82;
  if (head === 2) {
    frame[1] = length;
  } else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (isText) frame.write(payload, head, 'utf8');
  else frame.set(payload, head);
  return frame;
}

/** Bytes of payload in a frame as `frameOf` builds it. */
export const payloadBytes = (frame: Buffer): number => frame.length - (frame.length < 128 ? 2 : frame.length < 65_540 ? 4 : 10);
