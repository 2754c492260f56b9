import { AtriumError, limits, type FromHub } from '@atrium/protocol';
import type { Wire } from './senders.ts';

/** The people whose being here was asked for, and who of them is. */
export class People {
  readonly #changed: () => void;
  #asked: readonly string[] = [];
  #wire: Wire | undefined;
  /** The same set while nothing changes. */
  here: ReadonlySet<string> = new Set();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @throws AtriumError `too-many` above what one connection may ask for. */
  ask(who: readonly string[]): void {
    if (who.length > limits.people) throw new AtriumError({ kind: 'too-many', message: `No more than ${limits.people} people can be asked for.` });
    this.#asked = [...who];
    this.take({ here: [], gone: [...this.here].filter((person) => !who.includes(person)) });
    this.#say();
  }

  open(wire: Wire | undefined): void {
    this.#wire = wire;
    // Who has gone meanwhile is not told: the answer lists all who are here.
    this.here = new Set();
    if (wire && this.#asked.length > 0) this.#say();
  }

  take({ here, gone }: Pick<Extract<FromHub, { t: 'people' }>, 'here' | 'gone'>): void {
    this.here = new Set([...this.here, ...here].filter((person) => !gone.includes(person)));
    this.#changed();
  }

  #say(): void {
    this.#wire?.send({ t: 'people', who: [...this.#asked] });
  }
}
