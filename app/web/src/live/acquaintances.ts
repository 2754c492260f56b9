import type { Person } from '@atrium/kind-directory';
import { useSyncExternalStore } from 'react';

type Ask = (id: string) => Promise<{ readonly reply: { readonly person: Person | null } }>;

/** People whom a guest meets in rooms: the directory is closed to guests, and asked about one person at a time. */
export class Acquaintances {
  readonly #ask: Ask;
  readonly #asked = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #met: ReadonlyMap<string, Person> = new Map();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Each person is asked about once; without an answer they stay unknown until the next visit. */
  meet(id: string): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#ask(id).then(
      ({ reply }) => {
        if (reply.person === null) return;
        this.#met = new Map(this.#met).set(id, reply.person);
        for (const listener of this.#listeners) listener();
      },
      () => undefined,
    );
  }

  readonly met = (): ReadonlyMap<string, Person> => this.#met;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const useAcquaintances = (acquaintances: Acquaintances): ReadonlyMap<string, Person> => useSyncExternalStore(acquaintances.subscribe, acquaintances.met);
