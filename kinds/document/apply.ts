import type { EventOf } from '@atrium/protocol';
import type { DocumentView, events } from './contract.ts';
import { withUpdate } from './updates.ts';
import { withVersion } from './versions.ts';

/** What one is shown, folded on. */
export function apply(view: DocumentView, event: EventOf<typeof events>): DocumentView {
  if (event.data === null) return view;
  switch (event.name) {
    case 'updated':
      return { ...view, ...withUpdate(view, event.data.update), edited: { by: event.data.by, at: event.at } };
    case 'versioned':
      return { ...view, versions: withVersion(view.versions, { ...event.data, at: event.at }) };
    case 'named': {
      const { id, name } = event.data;
      return { ...view, versions: view.versions.map((version) => (version.id === id ? { ...version, name } : version)) };
    }
    default:
      return view;
  }
}
