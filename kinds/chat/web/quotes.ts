import type { ChatEvent } from '../apply.ts';
import type { Message } from '../messages.ts';
import { foldPage } from './page.ts';

/** The query 'messages': single messages, and the offset at which they are true. */
export type AskMessages = (ordinals: readonly number[]) => Promise<{ readonly messages: readonly Message[]; readonly at: number }>;

/** One question's worth, as the contract allows. */
const ASKED_AT_ONCE = 100;
/** Kept at most: quotes seen lately. */
const KEPT = 500;

/** Messages that others quote and that are not in the window: fetched once, kept true by every later event. */
export class Quotes {
  readonly #ask: AskMessages;
  readonly #changed: () => void;
  /** Null: there is no such message. */
  #known = new Map<number, { readonly message: Message | null; readonly at: number }>();
  #wanted = new Set<number>();
  #asking = new Set<number>();
  /** Events that came while a question is under way. */
  #events: ChatEvent[] = [];
  #generation = 0;

  constructor(ask: AskMessages, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Undefined while it is not known. */
  get(ordinal: number): Message | null | undefined {
    return this.#known.get(ordinal)?.message;
  }

  want(ordinals: Iterable<number>): void {
    for (const ordinal of ordinals) if (!this.#known.has(ordinal) && !this.#asking.has(ordinal)) this.#wanted.add(ordinal);
    void this.#fetch();
  }

  event(event: ChatEvent): void {
    if (this.#asking.size > 0) this.#events.push(event);
    let changed = false;
    for (const [ordinal, known] of this.#known) {
      const next = folded(known, event);
      if (next === known) continue;
      this.#known.set(ordinal, next);
      changed = true;
    }
    if (changed) this.#changed();
  }

  /** A snapshot came: what is known may have missed changes. It is shown until the answer is there. */
  renew(): void {
    this.#generation++;
    this.#asking.clear();
    this.#events = [];
    for (const ordinal of this.#known.keys()) this.#wanted.add(ordinal);
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    if (this.#asking.size > 0 || this.#wanted.size === 0) return;
    const generation = this.#generation;
    this.#asking = new Set([...this.#wanted].slice(0, ASKED_AT_ONCE));
    for (const ordinal of this.#asking) this.#wanted.delete(ordinal);
    this.#events = [];
    try {
      const { messages, at } = await this.#ask([...this.#asking]);
      if (generation !== this.#generation) return;
      for (const ordinal of this.#asking) {
        const message = messages.find((found) => found.ordinal === ordinal) ?? null;
        this.#known.set(ordinal, this.#events.reduce(folded, { message, at }));
      }
      while (this.#known.size > KEPT) this.#known.delete([...this.#known.keys()][0] ?? 0);
    } catch {
      // Asked for again when a row wants it next; a quote that is missing for a while disturbs nobody.
      if (generation !== this.#generation) return;
    }
    this.#asking.clear();
    this.#changed();
    void this.#fetch();
  }
}

type Known = { readonly message: Message | null; readonly at: number };

function folded(known: Known, event: ChatEvent): Known {
  if (!known.message) return known;
  const page = { messages: [known.message], at: known.at };
  const next = foldPage(page, event);
  return next === page ? known : { message: next.messages[0] ?? null, at: next.at };
}
