import type { Recorded } from '@atrium/server';
import { follow, type Room, unplaced } from '@atrium/table';
import type { document, Version } from './contract.ts';
import { compact, EMPTY, TAIL } from './updates.ts';
import { withVersion } from './versions.ts';

export interface DocumentState {
  readonly room: Room;
  whole: Uint8Array;
  tail: Uint8Array[];
  /** Bytes of both. */
  bytes: number;
  versions: readonly Version[];
  lastVersion: number;
  /** When a version was last kept, and whether anything was written since. */
  versionedAt: number;
  changed: boolean;
  edited: { by: string; at: number } | null;
}

export const initial = (): DocumentState => ({
  room: unplaced(),
  whole: EMPTY,
  tail: [],
  bytes: EMPTY.length,
  versions: [],
  lastVersion: 0,
  versionedAt: 0,
  changed: false,
  edited: null,
});

export function evolve(state: DocumentState, event: Recorded<typeof document>): DocumentState {
  if (event.data === null) return state;
  switch (event.name) {
    case 'followed':
      follow(state.room, event.data);
      break;
    case 'updated': {
      const { update, by } = event.data;
      // The first hour begins with the first letter.
      if (!state.changed && state.lastVersion === 0) state.versionedAt = event.at;
      state.tail.push(update);
      state.bytes += update.length;
      if (state.tail.length >= TAIL) {
        state.whole = compact(state);
        state.tail = [];
        state.bytes = state.whole.length;
      }
      state.changed = true;
      state.edited = { by, at: event.at };
      break;
    }
    case 'versioned':
      state.versions = withVersion(state.versions, { ...event.data, at: event.at });
      state.lastVersion = event.data.id;
      state.versionedAt = event.at;
      state.changed = false;
      break;
    case 'named': {
      const { id, name } = event.data;
      state.versions = state.versions.map((version) => (version.id === id ? { ...version, name } : version));
      break;
    }
  }
  return state;
}
