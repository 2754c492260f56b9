import type { EventOf } from '@atrium/protocol';
import type { BoardView, events } from './contract.ts';

/** What one is shown besides the things themselves, which are state. */
export function apply(view: BoardView, event: EventOf<typeof events>): BoardView {
  if (event.data === null) return view;
  switch (event.name) {
    case 'ruled': {
      const { id, rule } = event.data;
      return { rules: [...view.rules, { id, rule }] };
    }
    case 'unruled': {
      const gone = event.data.id;
      return { rules: view.rules.filter(({ id }) => id !== gone) };
    }
    default:
      return view;
  }
}
