import { AtriumError, idOf, parse, type Position } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { LogPage } from '../ports/store.ts';
import type { EdgeHouse } from './edge.ts';

/** A view as the text that goes on the wire, and where it was true. */
export interface ViewText {
  readonly text: string;
  readonly at: Position;
}

/** What an edge reads for its subscribers: equal reads that are asked for at the same time are made once. */
export class Reads {
  readonly #channel: string;
  readonly #kind: AnyKind;
  readonly #house: EdgeHouse;
  #pages = new Map<string, Promise<LogPage>>();
  #views = new Map<string, Promise<ViewText>>();
  /** Counts redactions: what was read before one may hold what is gone. */
  generation = 0;

  constructor(channel: string, kind: AnyKind, house: EdgeHouse) {
    this.#channel = channel;
    this.#kind = kind;
    this.#house = house;
  }

  /** Bodies are gone from the log: reads that are under way are not shared any more. */
  redacted(): void {
    this.generation += 1;
    this.#pages = new Map();
    this.#views = new Map();
  }

  page(after: number, limit: { readonly events: number; readonly bytes: number }): Promise<LogPage> {
    return shared(this.#pages, `${after} ${limit.events}`, () => this.#house.store.read(this.#channel, after, limit));
  }

  view({ viewer, viewerKey }: { readonly viewer: unknown; readonly viewerKey: string }): Promise<ViewText> {
    return shared(this.#views, viewerKey, () => (this.#kind.open ? this.#open(viewer, this.#kind.open) : this.#show(viewer)));
  }

  #open(viewer: unknown, open: NonNullable<AnyKind['open']>): Promise<ViewText> {
    return this.#house.store.transact(async (read, head) => {
      const at = await head(this.#channel);
      const view = await open(read, { id: idOf(this.#channel), viewer, now: this.#house.clock.now() } as never);
      return { text: JSON.stringify(parse(this.#kind.contract.view, view, 'internal')), at };
    });
  }

  #show(viewer: unknown): Promise<ViewText> {
    return new Promise((resolve, reject) => {
      this.#house.ask({ t: 'show', channel: this.#channel, viewer }, ({ at, value, error }) => {
        if (error || !at) reject(new AtriumError(error ?? { kind: 'internal' }));
        else resolve({ text: value as string, at });
      });
    });
  }
}

function shared<T>(reads: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = reads.get(key);
  if (known) return known;
  const made = read();
  reads.set(key, made);
  const done = (): void => void (reads.get(key) === made && reads.delete(key));
  made.then(done, done);
  return made;
}
