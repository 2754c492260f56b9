import type { Identity } from './kind.ts';
import { GRACE_MS } from './owner/presence.ts';

/** Whoever asks whether people are here. */
export interface Asker {
  readonly identity: Identity;
  say(message: object): void;
}

/**
 * Who is here at all, in whatever channel, for those who ask for some people by name: a sidebar's dots. A person is here while they have a
 * connection to this node, and for a moment after.
 */
export class People {
  /** Connections by identity. */
  readonly #connections = new Map<string, number>();
  readonly #leftAt = new Map<string, number>();
  readonly #asked = new Map<Asker, ReadonlySet<string>>();
  readonly #askers = new Map<string, Set<Asker>>();
  /** What is to be told: who came, and who went. */
  readonly #changed = new Set<string>();
  readonly #mayKnow: (asker: Identity, who: string) => boolean;
  readonly #busy: () => void;

  /** `busy` is called when `tell` has something to do, now or later. */
  constructor(mayKnow: (asker: Identity, who: string) => boolean, busy: () => void) {
    this.#mayKnow = mayKnow;
    this.#busy = busy;
  }

  came(who: string): void {
    const before = this.#connections.get(who) ?? 0;
    this.#connections.set(who, before + 1);
    if (before > 0 || this.#leftAt.delete(who) || !this.#askers.has(who)) return;
    this.#changed.add(who);
    this.#busy();
  }

  went(who: string, now: number): void {
    const left = (this.#connections.get(who) ?? 1) - 1;
    if (left > 0) return void this.#connections.set(who, left);
    this.#connections.delete(who);
    this.#leftAt.set(who, now);
    this.#busy();
  }

  /** Replaces what it asked for before; the answer lists all who are here. */
  ask(asker: Asker, who: readonly string[]): void {
    this.forget(asker);
    const allowed = new Set(who.filter((person) => this.#mayKnow(asker.identity, person)));
    if (allowed.size > 0) this.#asked.set(asker, allowed);
    for (const person of allowed) {
      const askers = this.#askers.get(person);
      if (askers) askers.add(asker);
      else this.#askers.set(person, new Set([asker]));
    }
    asker.say({ t: 'people', here: [...allowed].filter((person) => this.#isHere(person)), gone: [] });
  }

  forget(asker: Asker): void {
    for (const person of this.#asked.get(asker) ?? []) {
      const askers = this.#askers.get(person);
      if (askers?.delete(asker) && askers.size === 0) this.#askers.delete(person);
    }
    this.#asked.delete(asker);
  }

  /** Whether somebody's grace is still to end. */
  get waiting(): boolean {
    return this.#leftAt.size > 0;
  }

  /** What changed since the last time, in one message for each who asked. */
  tell(now: number): void {
    for (const [who, at] of this.#leftAt) {
      // In the order in which they left.
      if (now - at < GRACE_MS) break;
      this.#leftAt.delete(who);
      if (this.#askers.has(who)) this.#changed.add(who);
    }
    const messages = new Map<Asker, { readonly here: string[]; readonly gone: string[] }>();
    for (const who of this.#changed) {
      const isHere = this.#isHere(who);
      for (const asker of this.#askers.get(who) ?? []) {
        const message = messages.get(asker) ?? { here: [], gone: [] };
        messages.set(asker, message);
        (isHere ? message.here : message.gone).push(who);
      }
    }
    this.#changed.clear();
    for (const [asker, message] of messages) asker.say({ t: 'people', ...message });
  }

  #isHere(who: string): boolean {
    return this.#connections.has(who) || this.#leftAt.has(who);
  }
}
