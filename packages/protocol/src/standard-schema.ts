/**
 * Standard Schema v1 (https://standardschema.dev): the few types by which any validator can be used in a contract.
 * Atrium's own kinds use valibot; zod, arktype and others work the same.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}
export type AnySchema = Schema<unknown, unknown>;
type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
export type Infer<S> = S extends { readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined } } ? Output : never;
