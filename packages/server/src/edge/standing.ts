import { BEGINNING, bytesOf, limits, pointerStep, type Position } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { StateEntry } from '../ports/bus.ts';
import { Frame } from '../ports/transport.ts';
import { detach, isVisible } from './encode.ts';

/** Keys under which nothing stands any more that are remembered, for those who come back: after more, everything is sent. */
const REMEMBERED = 1000;
/** Audiences that a key has had, which are remembered so that those who saw it are told when it is not for them any more. */
const AUDIENCES = 16;
/** Bytes in one part: with what the window allows before it, a reader at 50 kB/s has it in under two seconds. */
const PART = limits.ackBytes;

/** One value in the list of all, which is in the order of the last change. */
interface Link {
  readonly name: string;
  readonly key: string;
  body: string | null;
  audience: unknown;
  /** Whom it was for before. */
  former: unknown[];
  offset: number;
  newer: Link | undefined;
  older: Link | undefined;
}

/**
 * The state lane of one channel on one node: the newest value per name and key. What changed since an offset is the end of one list, so that
 * a subscriber costs no more than the offset up to which it was sent, however far behind it is.
 */
export class Standing {
  readonly #kind: AnyKind;
  readonly #links = new Map<string, Link>();
  #newest: Link | undefined;
  #oldest: Link | undefined;
  #gone = 0;
  /** Below it, it is not known any more what went. */
  #knownFrom = 0;
  #at: Position = BEGINNING;
  #has = false;

  constructor(kind: AnyKind) {
    this.#kind = kind;
  }

  /** The owner's whole list is here. */
  get known(): boolean {
    return this.#has;
  }

  get offset(): number {
    return this.#at[1];
  }

  forget(): void {
    this.#has = false;
    this.#links.clear();
    this.#newest = undefined;
    this.#oldest = undefined;
    this.#gone = 0;
  }

  replace(entries: readonly StateEntry[], at: Position): void {
    this.forget();
    for (const entry of entries) this.#put({ ...entry, offset: at[1] });
    this.#knownFrom = at[1];
    this.#at = at;
    this.#has = true;
  }

  change(entries: readonly StateEntry[], at: Position): void {
    for (const entry of entries) this.#put(entry);
    this.#at = at;
    if (this.#gone > REMEMBERED) this.#forgetGone();
  }

  /** Can what changed since then be told, or must all be sent? */
  reaches(since: number): boolean {
    return since >= this.#knownFrom;
  }

  changedSince(offset: number): boolean {
    return this.#newest !== undefined && this.#newest.offset > offset;
  }

  /**
   * What this viewer is to be told: what changed since an offset, or all; in parts, each small enough not to make what comes after it old. No
   * part when there is nothing to tell.
   */
  frames(alias: number, { since, all, viewer }: { readonly since: number; readonly all: boolean; readonly viewer: unknown }): readonly Frame[] {
    const parts: Part[] = [];
    let part = new Part();
    for (let link = this.#newest; link && (all || link.offset > since); link = link.older) {
      const stands = link.body !== null && this.#isFor(link, link.audience, viewer);
      if (!stands && (all || !this.#wasFor(link, viewer))) continue;
      part.add(link, stands);
      if (part.bytes < PART) continue;
      parts.push(part);
      part = new Part();
    }
    if (!part.isEmpty || (all && parts.length === 0)) parts.push(part);
    return parts.map((each, index) => each.frame(this.#kind, { alias, at: this.#at, all: all && index === 0, more: index < parts.length - 1 }));
  }

  #isFor({ name }: Link, audience: unknown, viewer: unknown): boolean {
    return isVisible(this.#kind, { name, audience }, viewer);
  }

  /** Whoever never saw it is not told that it went: its key alone may say too much. */
  #wasFor(link: Link, viewer: unknown): boolean {
    return (link.body === null && this.#isFor(link, link.audience, viewer)) || link.former.some((audience) => this.#isFor(link, audience, viewer));
  }

  #put({ name, key, body, audience, offset }: StateEntry): void {
    const id = `${name} ${key}`;
    let link = this.#links.get(id);
    if (link) {
      this.#take(link);
      if (link.body === null) this.#gone -= 1;
      if (body !== null) this.#becomeFor(link, audience);
      link.body = body;
      link.offset = offset;
    } else {
      // It came and went since anybody was told.
      if (body === null) return;
      link = { name, key, body, audience, former: [], offset, newer: undefined, older: undefined };
      this.#links.set(id, link);
    }
    if (body === null) this.#gone += 1;
    link.older = this.#newest;
    link.newer = undefined;
    if (this.#newest) this.#newest.newer = link;
    this.#newest = link;
    this.#oldest ??= link;
  }

  #becomeFor(link: Link, audience: unknown): void {
    const text = JSON.stringify(audience);
    if (JSON.stringify(link.audience) === text) return;
    link.former = link.former.filter((other) => JSON.stringify(other) !== text);
    link.former.push(link.audience);
    link.audience = audience;
    if (link.former.length <= AUDIENCES) return;
    link.former.shift();
    this.#knownFrom = Math.max(this.#knownFrom, link.offset);
  }

  #take(link: Link): void {
    if (link.newer) link.newer.older = link.older;
    else this.#newest = link.older;
    if (link.older) link.older.newer = link.newer;
    else this.#oldest = link.newer;
  }

  /** The older half of what went. */
  #forgetGone(): void {
    for (let link = this.#oldest; link && this.#gone > REMEMBERED / 2; link = link.newer) {
      if (link.body !== null) continue;
      this.#knownFrom = Math.max(this.#knownFrom, link.offset);
      this.#take(link);
      this.#links.delete(`${link.name} ${link.key}`);
      this.#gone -= 1;
    }
  }
}

/** One message of the state lane that is being written. */
class Part {
  readonly #set = new Map<string, [key: string, body: string][]>();
  readonly #gone = new Map<string, string[]>();
  bytes = 0;

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  add({ name, key, body }: Link, stands: boolean): void {
    this.bytes += key.length + 4;
    if (stands && body !== null) {
      this.bytes += body.length;
      push(this.#set, name, [key, body]);
    } else {
      push(this.#gone, name, key);
    }
  }

  frame(kind: AnyKind, { alias, at, all, more }: { readonly alias: number; readonly at: Position; readonly all: boolean; readonly more: boolean }): Frame {
    const set = [...this.#set].map(
      ([name, values]) => `${JSON.stringify(name)}:[${values.map(([key, body]) => `[${JSON.stringify(key)},${body}]`).join(',')}]`,
    );
    const gone = this.#gone.size > 0 ? `,"gone":${JSON.stringify(Object.fromEntries(this.#gone))}` : '';
    const head = `{"t":"state","ch":${alias},"at":${JSON.stringify(at)}${all ? ',"all":true' : ''}${more ? ',"more":true' : ''},"set":{`;
    const text = `${head}${set.join(',')}}${gone}}`;
    const withBytes = [...this.#set.keys()].filter((name) => bytesOf(kind.contract.state[name]).length > 0);
    if (withBytes.length === 0) return new Frame(text);
    return new Frame(text, () => {
      const message = JSON.parse(text) as { set: Record<string, [key: string, value: unknown][]> };
      const attachments: (readonly [string, Uint8Array])[] = [];
      for (const name of withBytes) {
        for (const [index, pair] of message.set[name]!.entries()) {
          const taken = detach(kind.contract.state[name], pair[1], `/set${pointerStep(name)}/${index}/1`);
          pair[1] = taken.value;
          attachments.push(...taken.attachments);
        }
      }
      return [{ text: JSON.stringify(message), attachments }];
    });
  }
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
