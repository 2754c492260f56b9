import { AtriumError } from '@atrium/protocol';
import type { Clock } from './clock.ts';
import type { Answer, AskWithoutId } from './edge/edge.ts';
import type { Ask, Bus, ToEdge } from './ports/bus.ts';

/** Milliseconds after which an ask of another node is asked again, under its id: the bus may have lost it or its answer. */
const AGAIN_MS = 1_000;
/** Milliseconds after which an unanswered ask is given up; a client asks again under its own id. */
const GIVE_UP_MS = 15_000;

interface Open {
  readonly to: string;
  readonly message: Ask;
  readonly since: number;
  askedAt: number;
  readonly answer: (answer: Answer) => void;
}

/** Commands and acts of other nodes that are remembered with their answers: more than can be asked again before they are given up. */
const REMEMBERED = 10_000;

/**
 * A bus may bring an ask twice, and late: what another node asked is decided once. A client's command has an id of its own, but what is
 * refused before it is taken leaves no trace of it.
 */
export class AskedOnce {
  readonly #answers = new Map<string, (ToEdge & { t: 'answer' }) | undefined>();

  /** `new`: to be carried out. Otherwise its answer, or that it is under way. */
  ask(from: string, id: number): 'new' | (ToEdge & { t: 'answer' }) | undefined {
    const key = `${from} ${id}`;
    if (this.#answers.has(key)) return this.#answers.get(key);
    if (this.#answers.size >= REMEMBERED) this.#answers.delete(this.#answers.keys().next().value!);
    this.#answers.set(key, undefined);
    return 'new';
  }

  answered(to: string, answer: ToEdge & { t: 'answer' }): void {
    const key = `${to} ${answer.id}`;
    if (this.#answers.has(key)) this.#answers.set(key, answer);
  }
}

/** What edges have asked of owners and not heard back. */
export class Asks {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #place: (channel: string) => string;
  readonly #open = new Map<number, Open>();
  #last = 0;
  #timer: (() => void) | undefined;

  /** `place` names the node that owns a channel now. */
  constructor(bus: Bus, { clock, place }: { readonly clock: Clock; readonly place: (channel: string) => string }) {
    this.#bus = bus;
    this.#clock = clock;
    this.#place = place;
  }

  ask(asked: AskWithoutId, answer: (answer: Answer) => void): void {
    this.#send(asked, { since: this.#clock.now(), answer });
  }

  #send(asked: AskWithoutId, { since, answer }: Pick<Open, 'since' | 'answer'>): void {
    const id = ++this.#last;
    const to = this.#place(asked.channel);
    const message = { ...asked, id } as Ask;
    this.#open.set(id, { to, message, since, askedAt: this.#clock.now(), answer });
    // The own node loses nothing.
    if (to !== this.#bus.node) this.#watch();
    this.#bus.send(to, message);
  }

  answered(id: number, answer: Answer): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    open.answer(answer);
  }

  stop(): void {
    this.#timer?.();
  }

  #watch(): void {
    if (this.#timer) return;
    this.#timer = this.#clock.after(AGAIN_MS, () => {
      this.#timer = undefined;
      const now = this.#clock.now();
      let remote = false;
      for (const [id, open] of [...this.#open]) {
        if (open.to === this.#bus.node) continue;
        if (now - open.since > GIVE_UP_MS) {
          this.#open.delete(id);
          open.answer({ error: new AtriumError({ kind: 'overloaded', retryAfterMs: 1000 }).toWire() });
          continue;
        }
        remote = true;
        if (now - open.askedAt < AGAIN_MS) continue;
        if (this.#place(open.message.channel) !== open.to) {
          // Somebody else owns it now, and is asked anew: what the old owner may still answer is not heard any more.
          this.#open.delete(id);
          this.#send(open.message, open);
          continue;
        }
        open.askedAt = now;
        this.#bus.send(open.to, open.message);
      }
      if (remote) this.#watch();
    });
  }
}
