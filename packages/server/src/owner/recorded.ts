import { BEGINNING, idOf, revive } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { LoadedChannel, Store, StoredEvent } from '../ports/store.ts';
import { restored, Unreadable } from './checkpoints.ts';

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

/** What a channel's log comes to. */
export interface Recalled {
  readonly state: unknown;
  /** The last offset that was written under the term that was asked for. */
  readonly lastUnder: number;
  /** What had to be folded, behind the checkpoint or from the beginning. */
  readonly folded: { readonly events: number; readonly bytes: number };
}

/**
 * Folds a channel's log up to `head`, from its checkpoint where there is one that the kind can use.
 * @throws Unreadable when there is neither a checkpoint nor the whole log.
 */
export async function recall(
  kind: AnyKind,
  { store, channel, loaded, term }: { readonly store: Pick<Store, 'read'>; readonly channel: string; readonly loaded: LoadedChannel; readonly term: string },
): Promise<Recalled> {
  const { head, checkpoint } = loaded;
  const from = restored(kind, checkpoint);
  const at = from && checkpoint ? checkpoint.at : BEGINNING;
  let state: unknown = from ? from.state : kind.initial(idOf(channel));
  let offset = at[1];
  let lastUnder = at[0] === term ? at[1] : 0;
  let bytes = 0;
  while (offset < head[1]) {
    const page = await store.read(channel, offset, PAGE);
    if (page.events.length === 0) throw new Error(`The log of ${channel} ends at ${offset}, before its head ${head[1]}.`);
    for (const event of page.events) {
      if (event.offset > head[1]) break;
      if (event.offset !== offset + 1)
        throw new Unreadable(
          `The log of ${channel} begins at ${event.offset}, and its checkpoint is of version ${checkpoint?.version ?? 'none'}, which the kind's \`upgrade\` does not read.`,
        );
      bytes += event.body?.length ?? 0;
      state = kind.evolve(state as never, asRecorded(kind, event) as never);
      offset = event.offset;
      if (event.term === term) lastUnder = offset;
    }
  }
  return { state, lastUnder, folded: { events: offset - at[1], bytes } };
}
