import { defineKind } from '@atrium/server';
import { roleIn, speak } from '@atrium/table';
import { document } from './contract.ts';
import { decide } from './decide.ts';
import { findVersion, migrations, project, readVersion } from './rows.ts';
import { evolve, initial } from './state.ts';
import { merged } from './updates.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A document as the hub runs it: updates are told to everybody in the room in the one order, and are folded into checkpoints. */
export const documentKind = defineKind(document, {
  initial,
  evolve,
  decide,
  load: { restore: ({ id: version }, { id }) => [findVersion(id, version)] },
  migrations,
  project,
  queries: { version: readVersion },
  viewer: ({ room }, identity) => {
    const role = roleIn(room, identity);
    return role && { role };
  },
  viewerEvents: ['followed'],
  openTo: ['follow'],
  visible: ({ audience }) => audience === undefined,
  show: (state) => ({ whole: merged(state), tail: [], versions: [...state.versions], edited: state.edited && { ...state.edited } }),
  // What an editor that was away for a week missed is told as updates; after longer it is shown all there is, and merges that.
  retention: { ms: 7 * DAY_MS, events: 1_000 },
  react: ({ name, data }, { id, state }) => {
    if (data === null) return [];
    if (name === 'versioned' && data.name !== null) return [speak(id, `A version of the document was kept: **${data.name}**`)];
    if (name !== 'restored') return [];
    const version = state.versions.find((each) => each.id === data.id);
    return [
      speak(
        id,
        version === undefined || version.name === null
          ? 'An earlier version of the document was brought back'
          : `The document’s version **${version.name}** was brought back`,
      ),
    ];
  },
});
