import { idOf, type Position, revive } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { Store, StoredEvent } from '../ports/store.ts';

/** Events read at a time when a channel is loaded. */
const PAGE = { events: 5000, bytes: 4 * 1024 * 1024 };

/** A stored event as folds get it, brought to the present version. */
export function asRecorded(kind: AnyKind, event: StoredEvent): unknown {
  const { offset, at, by } = event;
  const audience: unknown = event.audience === null ? undefined : JSON.parse(event.audience);
  const data = event.body === null ? null : revive(kind.contract.events[event.name], JSON.parse(event.body));
  const current =
    event.version === kind.contract.version || !kind.upcast ? { name: event.name, data } : kind.upcast({ name: event.name, data, version: event.version });
  return { offset, at, ...(by && { by }), name: current.name, data: current.data, audience };
}

/** Folds a channel's log up to `head`; `lastUnder` is the last offset that was written under a term. */
export async function recall(
  kind: AnyKind,
  { store, channel, head, term }: { readonly store: Pick<Store, 'read'>; readonly channel: string; readonly head: Position; readonly term: string },
): Promise<{ readonly state: unknown; readonly lastUnder: number }> {
  let state: unknown = kind.initial(idOf(channel));
  let offset = 0;
  let lastUnder = 0;
  while (offset < head[1]) {
    const page = await store.read(channel, offset, PAGE);
    if (page.events.length === 0) throw new Error(`The log of ${channel} ends at ${offset}, before its head ${head[1]}.`);
    for (const event of page.events) {
      if (event.offset > head[1]) break;
      state = kind.evolve(state as never, asRecorded(kind, event) as never);
      offset = event.offset;
      if (event.term === term) lastUnder = offset;
    }
  }
  return { state, lastUnder };
}
