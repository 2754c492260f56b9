import type { DraftOf, PredictContext } from '@atrium/protocol';
import type { events, FeedRoom, PersonView, Settings } from './messages.ts';

type Drafts = readonly DraftOf<typeof events>[];
type Prediction<Input> = (view: PersonView, input: Input, context: PredictContext) => Drafts;

const roomOf = (view: PersonView, id: string): FeedRoom | undefined => (Object.hasOwn(view.rooms, id) ? view.rooms[id] : undefined);

const advance: Prediction<{ readonly room: string; readonly to: number }> = (view, { room, to }) => {
  const known = roomOf(view, room);
  return known && to > known.pointer ? [{ name: 'advanced', data: { room, to } }] : [];
};

/** Mentions that were read before are known to the owner alone: they come back with its answer. */
const mark: Prediction<{ readonly room: string; readonly to: number }> = (view, { room, to }) => {
  const known = roomOf(view, room);
  return known ? [{ name: 'markedUnread', data: { room, to, mentions: known.mentions.filter((ordinal) => ordinal > to) } }] : [];
};

const changeSettings: Prediction<Settings> = ({ settings }, input) =>
  settings.theme === input.theme && settings.language === input.language ? [] : [{ name: 'settingsChanged', data: input }];

export const predict = { advance, mark, changeSettings };
