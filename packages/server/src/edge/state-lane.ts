import type { Position } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { BatchOut, StateEntry } from '../ports/bus.ts';
import type { Frame } from '../ports/transport.ts';
import { Standing } from './standing.ts';
import { NOTHING, type Subscriber } from './subscriber.ts';

/** Who has been told how much of the state lane: each is told what changed since then when there is room, whatever lay between. */
export class StateLane {
  readonly #alias: number;
  readonly #standing: Standing;

  constructor(kind: AnyKind, alias: number) {
    this.#alias = alias;
    this.#standing = new Standing(kind);
  }

  get known(): boolean {
    return this.#standing.known;
  }

  /** A batch was missed: what stands is to be asked for. */
  forget(): void {
    this.#standing.forget();
  }

  replace(entries: readonly StateEntry[], at: Position): void {
    this.#standing.replace(entries, at);
  }

  batch({ state = [], term, to }: BatchOut): void {
    if (this.#standing.known) this.#standing.change(state, [term, to]);
  }

  /** What waits to be sent may hold what is gone: it is made anew. */
  redacted(subscribers: Iterable<Subscriber>): void {
    for (const { state } of subscribers) if (state && state.parts.length > 0) [state.since, state.parts] = [NOTHING, []];
  }

  /** It knows where it is in the channel; from now on it is told, first what changed since the offset, or all that stands. */
  begin(subscriber: Subscriber, since: number): void {
    subscriber.state = { since, parts: [] };
    this.tell([subscriber]);
  }

  tell(subscribers: Iterable<Subscriber>): void {
    if (!this.#standing.known) return;
    const shared = new Map<string, readonly Frame[]>();
    for (const subscriber of subscribers) this.#tell(subscriber, shared);
  }

  #tell({ state, receiver, viewer, viewerKey }: Subscriber, shared: Map<string, readonly Frame[]>): void {
    while (state && receiver.open) {
      const [part, ...rest] = state.parts;
      if (part) {
        state.parts = rest;
        receiver.send(part);
        continue;
      }
      const { since } = state;
      const all = !this.#standing.reaches(since);
      if (!all && !this.#standing.changedSince(since)) return;
      const key = `${all ? 'all' : since} ${viewerKey}`;
      let frames = shared.get(key);
      if (!frames) shared.set(key, (frames = this.#standing.frames(this.#alias, { since, all, viewer })));
      state.since = this.#standing.offset;
      state.parts = frames;
      if (frames.length === 0) return;
    }
  }
}
