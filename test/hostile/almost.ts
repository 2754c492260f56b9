import type { AnySchema } from '@atrium/protocol';
import { toJsonSchema } from '@valibot/to-json-schema';
import fc, { type Arbitrary } from 'fast-check';
import type { GenericSchema } from 'valibot';

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
}

const anything = fc.anything({ withNullPrototype: false, withBigInt: false, maxDepth: 2 });
/** What names stand for in these worlds, so that some of it is about things that are there. */
const names = fc.constantFrom(
  'some-owner-aaaaa',
  'some-member-aaaa',
  'aaaabbbbccccdddd',
  'general',
  'hello',
  '👍',
  '__proto__',
  'constructor',
  '<@some-owner-aaaaa>',
);

/** Values that a schema takes, mostly: now and then a part of one is anything at all. */
export function almost(schema: AnySchema): Arbitrary<unknown> {
  return from(toJsonSchema(schema as unknown as GenericSchema, { errorMode: 'ignore', typeMode: 'input' }) as JsonSchema);
}

function from(schema: JsonSchema): Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: right(schema) }, { weight: 1, arbitrary: anything });
}

function right(schema: JsonSchema): Arbitrary<unknown> {
  const { type, anyOf, oneOf, allOf, properties = {}, required = [], items, prefixItems } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = anyOf ?? oneOf ?? allOf;
  if (either) return fc.oneof(...either.map(from));
  switch (type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, from(each)])), { requiredKeys: [...required] });
    case 'array': {
      const tuple = prefixItems ?? (Array.isArray(items) ? (items as readonly JsonSchema[]) : undefined);
      return tuple
        ? fc.tuple(...tuple.map(from))
        : fc.array(items ? from(items as JsonSchema) : anything, { minLength: schema.minItems ?? 0, maxLength: (schema.minItems ?? 0) + 3 });
    }
    case 'string':
      return fc.oneof(names, fc.string({ minLength: Math.min(schema.minLength ?? 0, 100), maxLength: Math.min(schema.maxLength ?? 40, 200) }));
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}
