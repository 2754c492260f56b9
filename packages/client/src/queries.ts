import { AtriumError, limits, type ChannelAddress, type FromHub, type Position } from '@atrium/protocol';
import { backoffMs } from './backoff.ts';
import { assertFits, bytesOf, clientLimits } from './limits.ts';
import type { Wire } from './senders.ts';
import type { Surroundings } from './surroundings.ts';
import { errorFrom } from './verdict.ts';

/** What a query was answered, true at `at`: fold later events into it and ignore earlier ones. */
export interface Answered<R = unknown> {
  readonly reply: R;
  readonly at: Position;
}

interface Asked {
  readonly channel: ChannelAddress;
  readonly name: string;
  readonly input: unknown;
  readonly resolve: (answer: Answered) => void;
  readonly reject: (error: Error) => void;
  tries: number;
}

/** Times that a query is put off before who asks is told: about half a minute of a busy hub. */
const MOST_TRIES = 6;

/** Queries change nothing, so what a dropped connection left unanswered is simply asked again. */
export class Queries {
  readonly #surroundings: Surroundings;
  readonly #waiting: Asked[] = [];
  readonly #asked = new Map<number, Asked>();
  #wire: Wire | undefined;
  #id = 0;
  #putOff = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  async ask(channel: ChannelAddress, { name, input }: { readonly name: string; readonly input: unknown }): Promise<Answered> {
    assertFits(bytesOf(JSON.stringify(input)), this.#wire?.frameBytes ?? limits.frameBytes);
    if (this.#waiting.length + this.#putOff >= clientLimits.queries)
      throw new AtriumError({ kind: 'too-many', message: 'Too many questions wait for answers.' });
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    this.#waiting.push({ channel, name, input, resolve, reject, tries: 0 });
    this.#pump();
    return promise;
  }

  open(wire: Wire): void {
    this.#wire = wire;
    this.#pump();
  }

  cut(): void {
    this.#wire = undefined;
    this.#waiting.unshift(...this.#asked.values());
    this.#asked.clear();
  }

  answered({ id, at, reply, error }: Extract<FromHub, { t: 'answer' }>): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    if (error === undefined) asked.resolve({ reply, at: (at ?? ['0', 0]) as Position });
    else this.#refused(asked, errorFrom(error));
    this.#pump();
  }

  giveUp(error: Error): void {
    for (const asked of [...this.#waiting.splice(0), ...this.#asked.values()]) asked.reject(error);
    this.#asked.clear();
  }

  #refused(asked: Asked, error: AtriumError): void {
    if (error.retry !== 'later' || ++asked.tries >= MOST_TRIES) return asked.reject(error);
    this.#putOff += 1;
    const { clock, random } = this.#surroundings;
    clock.after(Math.max(error.retryAfterMs ?? 0, backoffMs(asked.tries, random)), () => {
      this.#putOff -= 1;
      this.#waiting.push(asked);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#wire && this.#asked.size < limits.queries) {
      const asked = this.#waiting.shift();
      if (!asked) return;
      const id = ++this.#id;
      this.#asked.set(id, asked);
      const { channel, name, input } = asked;
      this.#wire.send({ t: 'query', id, channel, name, input });
    }
  }
}
