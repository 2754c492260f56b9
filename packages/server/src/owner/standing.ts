import { parse } from '@atrium/protocol';
import type { AnyKind, Standing, StateDefinition } from '../kind.ts';
import type { StateEntry } from '../ports/bus.ts';

// A kind's own types are forgotten here, as in `AnyKind`.
type Definition = StateDefinition<unknown, unknown, unknown>;
const definitionsOf = (kind: AnyKind): [string, Definition][] => Object.entries((kind.state ?? {}) as Readonly<Record<string, Definition>>);

/** Everything that stands, as of an offset. */
export function allStanding(kind: AnyKind, state: unknown, offset: number): StateEntry[] {
  return definitionsOf(kind).flatMap(([name, definition]) =>
    [...definition.keys(state)].flatMap((key) => {
      const standing = definition.at(state, key);
      return standing ? [entryOf(kind, { name, key, offset }, standing)] : [];
    }),
  );
}

/** The names and keys that some events touched; what stands there is read once, when the last of them is folded. */
export class Touched {
  readonly #kind: AnyKind;
  readonly #definitions: readonly [string, Definition][];
  readonly #keys = new Map<string, Set<string>>();

  constructor(kind: AnyKind) {
    this.#kind = kind;
    this.#definitions = definitionsOf(kind);
  }

  /** `state` has the event in it. */
  note(event: unknown, state: unknown): void {
    for (const [name, definition] of this.#definitions) {
      for (const key of definition.touched(event, state)) {
        const keys = this.#keys.get(name);
        if (keys) keys.add(key);
        else this.#keys.set(name, new Set([key]));
      }
    }
  }

  /** As text at once: the state goes on while this waits to be on disk. */
  entries(state: unknown, offset: number): StateEntry[] {
    return this.#definitions.flatMap(([name, definition]) =>
      [...(this.#keys.get(name) ?? [])].map((key) => {
        const standing = definition.at(state, key);
        return standing ? entryOf(this.#kind, { name, key, offset }, standing) : { name, key, body: null, offset };
      }),
    );
  }
}

function entryOf(
  { contract }: AnyKind,
  place: { readonly name: string; readonly key: string; readonly offset: number },
  { value, audience }: Standing,
): StateEntry {
  const schema = contract.state[place.name];
  if (!schema) throw new Error(`The contract of '${contract.kind}' has no state '${place.name}'.`);
  return { ...place, body: JSON.stringify(parse(schema, value, 'internal')), ...(audience !== undefined && { audience }) };
}

/** The newest per name and key, where several changes leave together. */
export function newestOf(entries: readonly StateEntry[]): StateEntry[] {
  const newest = new Map<string, StateEntry>();
  for (const entry of entries) newest.set(`${entry.name} ${entry.key}`, entry);
  return [...newest.values()];
}
