import type { Here } from '../ports/bus.ts';

/** A device that vanished is shown for this long: a phone that changes networks was never away. ms */
export const GRACE_MS = 15_000;

interface Person {
  /** What each device shows, and the node it is on. */
  readonly devices: Map<string, { readonly data: unknown; readonly node: string }>;
  /** When the last device went, ms; undefined while there is one. */
  leftAt: number | undefined;
}

/** Who is in a channel now: one entry per person with their devices, exact. Differences are gathered and taken by `changes`. */
export class PresenceList {
  readonly #people = new Map<string, Person>();
  readonly #changed = new Set<string>();
  #leaving = 0;

  set(who: string, { device, node, data }: { readonly device: string; readonly node: string; readonly data: unknown }): void {
    let person = this.#people.get(who);
    if (!person) this.#people.set(who, (person = { devices: new Map(), leftAt: undefined }));
    if (person.leftAt !== undefined) {
      person.leftAt = undefined;
      this.#leaving -= 1;
    }
    person.devices.set(device, { data, node });
    this.#changed.add(who);
  }

  get empty(): boolean {
    return this.#people.size === 0;
  }

  get nodes(): Set<string> {
    return new Set([...this.#people.values()].flatMap(({ devices }) => [...devices.values()].map(({ node }) => node)));
  }

  /** Devices on a node, each with whom it belongs to and what it shows. */
  *of(node: string): Generator<readonly [device: string, who: string, data: unknown]> {
    for (const [who, { devices }] of this.#people) for (const [device, shown] of devices) if (shown.node === node) yield [device, who, shown.data];
  }

  remove(who: string, device: string, now: number): void {
    const person = this.#people.get(who);
    if (!person?.devices.delete(device)) return;
    if (person.devices.size > 0) {
      this.#changed.add(who);
    } else {
      person.leftAt = now;
      this.#leaving += 1;
    }
  }

  /** Whether there is something to tell, now or when somebody's grace ends. */
  get busy(): boolean {
    return this.#changed.size > 0 || this.#leaving > 0;
  }

  changes(now: number): { readonly here: Here[]; readonly gone: string[] } {
    const gone: string[] = [];
    if (this.#leaving > 0)
      for (const [who, person] of this.#people)
        if (person.leftAt !== undefined && now - person.leftAt >= GRACE_MS) {
          this.#people.delete(who);
          this.#changed.delete(who);
          this.#leaving -= 1;
          gone.push(who);
        }
    const here = [...this.#changed].flatMap((who) => this.#entry(who));
    this.#changed.clear();
    return { here, gone };
  }

  all(): Here[] {
    return [...this.#people.keys()].flatMap((who) => this.#entry(who));
  }

  #entry(who: string): Here[] {
    const person = this.#people.get(who);
    return person ? [{ who, devices: Object.fromEntries([...person.devices].map(([device, { data }]) => [device, data])) }] : [];
  }
}
