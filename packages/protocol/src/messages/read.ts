import * as v from 'valibot';
import { AtriumError } from '../errors.ts';
import { ADDRESS } from '../address.ts';
import { type Command, FromClient } from './from-client.ts';

/**
 * One message from a client.
 * @throws AtriumError `bad-message` with the path of what does not fit.
 */
export function readFromClient(message: unknown): FromClient {
  if (isPlainCommand(message)) return message;
  const result = v.safeParse(schemaOf(message), message, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? '';
  throw new AtriumError({ kind: 'bad-message', message: `${path ? `${path}: ` : ''}${issue.message}`, ...(path && { path }) });
}

type Schema = (typeof FromClient)['options'][number];
const schemas = new Map<unknown, Schema>(FromClient.options.map((schema) => [schema.entries.t.literal, schema]));

/** The schema of its type; the variant would try one after the other. Of what has no type that there is, the variant says what is wrong. */
function schemaOf(message: unknown): Schema | typeof FromClient {
  const type = typeof message === 'object' && message !== null && 't' in message ? message.t : undefined;
  return schemas.get(type) ?? FromClient;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/**
 * Commands are most of what clients say under load, and the schema's walk is a fifth of what one costs: what is exactly such a message is taken
 * as it is. Anything else goes through the schema, which says what is wrong with it; a property test holds the two together.
 */
function isPlainCommand(message: unknown): message is Command {
  if (typeof message !== 'object' || message === null) return false;
  const { t, c, channel, n, settled, name, ...rest } = message as Readonly<Record<string, unknown>>;
  if (t !== 'command' || !isCount(c) || !isCount(n) || n === 0 || !isCount(settled)) return false;
  if (typeof channel !== 'string' || !ADDRESS.test(channel) || typeof name !== 'string' || name.length === 0 || name.length > 64) return false;
  for (const key in rest) if (key !== 'input') return false;
  return 'input' in rest;
}
