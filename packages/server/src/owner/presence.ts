import type { Here } from '../ports/bus.ts';
import { Crowd, CROWD, type Told } from './crowd.ts';

/** A device that vanished is shown for this long: a phone that changes networks was never away. ms */
export const GRACE_MS = 15_000;

interface Shown {
  readonly device: string;
  readonly node: string;
  readonly data: unknown;
}

interface Person {
  /** A few: what each shows, and the node it is on. */
  devices: readonly Shown[];
  /** When the last device went, ms; undefined while there is one. */
  leftAt: number | undefined;
}

/** Who is in a channel now: one entry per person with their devices, told exactly until it is a crowd. Differences are gathered and taken by `changes`. */
export class PresenceList {
  readonly #people = new Map<string, Person>();
  readonly #changed = new Set<string>();
  #leaving = 0;
  #crowd: Crowd | undefined;

  set(who: string, shown: Shown): void {
    let person = this.#people.get(who);
    if (!person) this.#people.set(who, (person = { devices: [], leftAt: undefined }));
    if (person.leftAt !== undefined) {
      person.leftAt = undefined;
      this.#leaving -= 1;
    }
    const isKnown = person.devices.some(({ device }) => device === shown.device);
    person.devices = isKnown ? person.devices.map((before) => (before.device === shown.device ? shown : before)) : [...person.devices, shown];
    this.#changed.add(who);
  }

  get empty(): boolean {
    return this.#people.size === 0;
  }

  /** Everybody, those included who have just vanished. */
  get everybody(): ReadonlySet<string> {
    return new Set(this.#people.keys());
  }

  get nodes(): Set<string> {
    return new Set([...this.#people.values()].flatMap(({ devices }) => devices.map(({ node }) => node)));
  }

  /** Devices on a node, each with whom it belongs to and what it shows. */
  *of(node: string): Generator<readonly [device: string, who: string, data: unknown]> {
    for (const [who, { devices }] of this.#people) for (const shown of devices) if (shown.node === node) yield [shown.device, who, shown.data];
  }

  remove(who: string, device: string, now: number): void {
    const person = this.#people.get(who);
    if (!person?.devices.some((shown) => shown.device === device)) return;
    person.devices = person.devices.filter((shown) => shown.device !== device);
    if (person.devices.length > 0) {
      this.#changed.add(who);
    } else {
      person.leftAt = now;
      this.#leaving += 1;
    }
  }

  /** Whether there is something to tell, now or when somebody's grace ends. */
  get busy(): boolean {
    return this.#changed.size > 0 || this.#leaving > 0 || (this.#crowd?.busy ?? false);
  }

  /** What is to be told; undefined when there is nothing, or it is too soon in a crowd. */
  changes(now: number): Told | undefined {
    const gone = this.#takeLeave(now);
    const wasCrowd = this.#crowd;
    this.#crowd = this.#people.size > (wasCrowd ? CROWD.until : CROWD.from) ? (wasCrowd ?? new Crowd()) : undefined;
    if (this.#crowd) {
      this.#crowd.note(this.#changed, gone);
      this.#changed.clear();
      return this.#crowd.changes(now, this.#people.keys(), this.#people.size, (who) => this.#entry(who));
    }
    const here = [...this.#changed].flatMap((who) => this.#entry(who));
    this.#changed.clear();
    if (wasCrowd) return { all: true, here: this.all().here, gone: [] };
    return here.length + gone.length > 0 ? { all: false, here, gone } : undefined;
  }

  /** Who has been away for longer than the grace. */
  #takeLeave(now: number): string[] {
    const gone: string[] = [];
    if (this.#leaving === 0) return gone;
    for (const [who, person] of this.#people) {
      if (person.leftAt === undefined || now - person.leftAt < GRACE_MS) continue;
      this.#people.delete(who);
      this.#changed.delete(who);
      this.#leaving -= 1;
      gone.push(who);
    }
    return gone;
  }

  /** Everyone; in a crowd some of them, and how many there are. */
  all(): { readonly here: Here[]; readonly count?: number } {
    const who = this.#crowd?.sample ?? this.#people.keys();
    return { here: [...who].flatMap((one) => this.#entry(one)), ...(this.#crowd && { count: this.#people.size }) };
  }

  #entry(who: string): Here[] {
    const person = this.#people.get(who);
    return person ? [{ who, devices: Object.fromEntries(person.devices.map(({ device, data }) => [device, data])) }] : [];
  }
}
