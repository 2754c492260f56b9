import type { RoomKey, Who } from './cast.ts';

type Talk = readonly { readonly room: RoomKey; readonly text: string }[];
const inRoom = (room: RoomKey, ...texts: readonly string[]): Talk => texts.map((text) => ({ room, text }));

/** What they say while you look around. */
export const smallTalk: Readonly<Partial<Record<Who, Talk>>> = {
  mira: [
    ...inRoom(
      'general',
      'The surveyors are done on the east side.',
      'Reminder: agenda until Wednesday noon.',
      'The gate is open again.',
      'Coffee machine is mended. It was the filter.',
    ),
    ...inRoom('dockside', 'The crane people confirmed the 14th.', 'Sheet 6 is in the folder now.'),
    ...inRoom('random', 'There is a seal by the slip.', 'The pump has left the fridge.'),
  ],
  jonas: [
    ...inRoom('general', 'Boards stay out until the tide has turned.', 'I need ten minutes with the forklift before four.', 'Slip is clear.'),
    ...inRoom('ferries', 'Coach for the 14:00 is here already.', 'Northquay is full, send the next ones to the overflow.', 'Thanks, seen.'),
    ...inRoom('random', 'Four buns were not enough research.', 'Does anybody else hear that bell?'),
  ],
  sana: [
    ...inRoom(
      'general',
      'The school sent the list, it is 21 now.',
      'Four small life jackets borrowed from the sailing club.',
      'Footbridge: the electrician comes tomorrow.',
    ),
    ...inRoom('random', 'Half the buns are gone, just so you know.', 'Best light of the day on the water right now.'),
    ...inRoom('ferries', 'A group of 40 is asking for the late boat.'),
  ],
  lev: inRoom(
    'ferries',
    'MV *Halcyon* left Northquay, on time.',
    'MV *Halcyon* arrived at Skerry, 1 minute early.',
    'MV *Petrel* left Skerry, 4 minutes late.',
    'Wind south-west 4, sea slight, visibility good.',
    'MV *Petrel* arrived at Northquay, on time.',
  ),
};

export const emoji = ['👍', '❤️', '😂', '🎉', '👀', '🙏'];

/** To somebody who spoke to them. */
export const answers = (text: string): readonly string[] =>
  text.includes('?')
    ? ['I will find out.', 'Yes, I think so.', 'Not today, but tomorrow works.', 'Let me look.']
    : ['Thanks, got it.', 'On it.', 'Good to know.', 'Will do.'];
