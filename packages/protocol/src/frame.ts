import { AtriumError } from './errors.ts';
import { limits } from './limits.ts';

let readBinary: ((frame: Uint8Array) => readonly unknown[]) | undefined;
/** From now on binary frames can be read; by the reader of binary.ts. */
export const acceptBinary = (reader: (frame: Uint8Array) => readonly unknown[]): void => void (readBinary = reader);
export const acceptsBinary = (): boolean => readBinary !== undefined;

/**
 * A frame is UTF-8 JSON text, one message or an array of them; or, where both ends have agreed on it, a binary list of messages.
 * @throws AtriumError `bad-frame` when it is not readable at all.
 */
export function readFrame(payload: string | Uint8Array, most: number = limits.messagesPerFrame): readonly unknown[] {
  const messages = typeof payload === 'string' ? readText(payload) : readBinary?.(payload);
  if (!messages) throw new AtriumError({ kind: 'bad-frame', message: 'Binary frames were not agreed on.' });
  if (messages.length === 0) throw new AtriumError({ kind: 'bad-frame', message: 'The frame holds no message.' });
  if (messages.length > most) throw new AtriumError({ kind: 'bad-frame', message: `The frame holds more than ${most} messages.` });
  return messages;
}

function readText(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AtriumError({ kind: 'bad-frame' });
  }
  return Array.isArray(value) ? value : [value];
}
