import { defineKind } from '@atrium/server';
import { chat } from './contract.ts';
import { memberDecisions } from './decide-members.ts';
import { load, messageDecisions } from './decide-messages.ts';
import { roomDecisions } from './decide-room.ts';
import { react } from './effects.ts';
import { history, messages, open } from './read.ts';
import { migrations, project } from './rows.ts';
import { countable, evolve, initial, viewer } from './state.ts';

/** A room's conversation, as the hub runs it. Whoever has a viewer sees every event: nothing here has an audience. */
export const chatKind = defineKind(chat, {
  migrations,
  initial,
  evolve,
  decide: { ...roomDecisions, ...memberDecisions, ...messageDecisions },
  load,
  queries: { history, messages },
  viewer,
  viewerEvents: ['created', 'memberAdded', 'memberRemoved', 'roleChanged'],
  openTo: ['create'],
  open,
  project,
  react,
  countable,
});
