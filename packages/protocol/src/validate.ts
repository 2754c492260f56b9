import { AtriumError, type ErrorKind } from './errors.ts';
import type { AnySchema, Infer, Issue } from './standard-schema.ts';

/**
 * Parses `value` by a schema of a contract.
 * @throws AtriumError of `kind`, with the path of the first issue.
 */
export function parse<S extends AnySchema>(schema: S, value: unknown, kind: ErrorKind = 'bad-input'): Infer<S> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new TypeError('A contract schema must be synchronous.');
  if (result.issues === undefined) return result.value as Infer<S>;
  const issue = result.issues[0];
  const path = issue && pathOf(issue);
  throw new AtriumError({ kind, message: `${path ? `${path}: ` : ''}${issue?.message ?? 'does not fit'}`, ...(path && { path }) });
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
