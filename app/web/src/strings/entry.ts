/** One sentence per plural form of the language, chosen by `count`. */
export type Plural = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
/** A sentence with places for values: 'Reconnecting in {count} s'. */
export type Entry = string | Plural;
export type Catalogue = Readonly<Record<string, Entry>>;

type Places<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type PlacesOf<E> = E extends string ? Places<E> : E extends { readonly other: infer S } ? Places<S> | 'count' : never;
type Args<E> = { readonly [Name in PlacesOf<E>]: Name extends 'count' ? number : string | number };

/**
 * Says a sentence of the catalogue in the person's language. Keys and the values that a sentence needs are checked by the compiler:
 * `say('unread', { count: 3 })`.
 */
export type SayOf<C> = <K extends keyof C & string>(key: K, ...args: [PlacesOf<C[K]>] extends [never] ? [] : [Args<C[K]>]) => string;

/** Another language's catalogue: every key of the first, and no other. */
export type Translation<C> = { readonly [K in keyof C]: Entry };
