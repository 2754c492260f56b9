import { type Shape, schemasWithPaths } from '@atrium/protocol';
import { toJsonSchema } from '@valibot/to-json-schema';
import { createHash } from 'node:crypto';
import type { GenericSchema } from 'valibot';

/**
 * A contract's version and the hash of its schemas, as `contract.hash` beside it says them: they move together, because clients of another version are told to
 * reload. What JSON Schema cannot say, such as a check in code, is not in it.
 */
export function contractHash(contract: Shape & { readonly version: number }): string {
  const schemas = [...schemasWithPaths(contract)].map(([path, schema]) => [path, isValibot(schema) ? toJsonSchema(schema, { errorMode: 'ignore' }) : null]);
  return `${contract.version} ${createHash('sha256').update(JSON.stringify(schemas)).digest('hex')}\n`;
}

const isValibot = (schema: object): schema is GenericSchema => 'kind' in schema && schema.kind === 'schema' && '~run' in schema;
