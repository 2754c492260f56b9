import { AtriumError, type ErrorKind } from './errors.ts';
import type { AnySchema, Infer, Issue } from './standard-schema.ts';

/**
 * Parses `value` by a schema of a contract.
 * @throws AtriumError of `kind`, with the path of the first issue.
 */
export function parse<S extends AnySchema>(schema: S, value: unknown, kind: ErrorKind = 'bad-input'): Infer<S> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new TypeError('A contract schema must be synchronous.');
  if (result.issues === undefined) {
    lookTwice(schema, result.value);
    return result.value as Infer<S>;
  }
  const issue = result.issues[0];
  const path = issue && pathOf(issue);
  throw new AtriumError({ kind, message: `${path ? `${path}: ` : ''}${issue?.message ?? 'does not fit'}`, ...(path && { path }) });
}

/** Values of each schema that are parsed twice, to see that it is idempotent: enough for a developer's first run, nothing for the thousandth. */
const LOOKS = 4;
const looks = new WeakMap<AnySchema, number>();

/**
 * An event is parsed where it is decided, where it is stored and where it is shown: a schema that makes something else of its own output each time
 * would show different people different things.
 * @throws TypeError
 */
function lookTwice(schema: AnySchema, value: unknown): void {
  const looked = looks.get(schema) ?? 0;
  if (looked >= LOOKS) return;
  looks.set(schema, looked + 1);
  const again = schema['~standard'].validate(value);
  if (again instanceof Promise || again.issues !== undefined || JSON.stringify(again.value) !== JSON.stringify(value)) {
    throw new TypeError('A contract schema must be idempotent: what it makes of a value must parse to itself.');
  }
}

function pathOf(issue: Issue): string {
  return (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
}

/** A schema is good for a contract when it is a Standard Schema that answers at once. */
export function checked(schema: AnySchema): void {
  const standard = schema?.['~standard'];
  if (standard?.version !== 1) throw new TypeError('A contract takes schemas that implement Standard Schema v1.');
  // Undefined is enough to see whether it answers with a promise, and harms no schema.
  if (standard.validate(undefined) instanceof Promise) throw new TypeError('A contract schema must be synchronous.');
}
