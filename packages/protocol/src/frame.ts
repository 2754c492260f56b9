import * as v from 'valibot';
import { AtriumError } from './errors.ts';
import { limits } from './limits.ts';
import { FromClient } from './messages/from-client.ts';

/**
 * A frame is UTF-8 JSON text: one message, or an array of them.
 * @throws AtriumError `bad-frame` when it is not readable at all.
 */
export function readFrame(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AtriumError({ kind: 'bad-frame' });
  }
  const messages = Array.isArray(value) ? value : [value];
  if (messages.length === 0) throw new AtriumError({ kind: 'bad-frame', message: 'The frame holds no message.' });
  if (messages.length > limits.messagesPerFrame)
    throw new AtriumError({ kind: 'bad-frame', message: `The frame holds more than ${limits.messagesPerFrame} messages.` });
  return messages;
}

/**
 * One message from a client.
 * @throws AtriumError `bad-message` with the path of what does not fit.
 */
export function readFromClient(message: unknown): FromClient {
  const result = v.safeParse(FromClient, message, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? '';
  throw new AtriumError({ kind: 'bad-message', message: `${path ? `${path}: ` : ''}${issue.message}`, ...(path && { path }) });
}
