import type { RoomKey, Who } from './cast.ts';

export interface Line {
  /** Days before today, and the time of day. */
  readonly when: readonly [daysAgo: number, time: string];
  readonly room: RoomKey;
  readonly who: Who;
  /** `{mira}` mentions her. */
  readonly text: string;
  /** How many of the room's messages back is the one that it answers. */
  readonly quotes?: number;
  readonly reactions?: readonly (readonly [emoji: string, ...who: Who[]])[];
}

const said = (when: Line['when'], room: RoomKey, who: Who, text: string, more: Pick<Line, 'quotes' | 'reactions'> = {}): Line => ({
  when,
  room,
  who,
  text,
  ...more,
});

/** What was said in the two days before, in order. */
export const history: readonly Line[] = [
  said([2, '08:42'], 'general', 'mira', 'Morning all. The surveyors are on the quay from ten, so the east gate is closed until lunch.', {
    reactions: [['👍', 'jonas', 'sana', 'ada']],
  }),
  said([2, '08:44'], 'general', 'jonas', 'Thanks. Deliveries go round by the slip then.'),
  said([2, '08:51'], 'general', 'sana', 'I moved the school visit to **Thursday at 14:00**, same group.'),
  said([2, '09:05'], 'ferries', 'lev', 'MV *Halcyon* left Northquay at 09:02, 2 minutes late.'),
  said([2, '09:31'], 'ferries', 'lev', 'MV *Halcyon* arrived at Skerry at 09:30, on time.', { reactions: [['⛴️', 'jonas']] }),
  said([2, '10:12'], 'dockside', 'mira', 'First look at the drawings: https://example.org/quay/sheet-3. The fenders are where we wanted them.'),
  said([2, '10:15'], 'dockside', 'jonas', 'Good. Two questions:\n\n1. Who owns the crane base?\n2. Is the 12 t limit per axle or in all?'),
  said([2, '10:22'], 'dockside', 'ada', 'The port owns the base. The limit is per axle, it says so on sheet 5.', {
    quotes: 1,
    reactions: [['✅', 'jonas', 'mira']],
  }),
  said([2, '12:30'], 'random', 'sana', 'The bakery at the lock has cardamom buns again.', {
    reactions: [
      ['🔥', 'ada', 'mira'],
      ['😋', 'jonas'],
    ],
  }),
  said([2, '12:33'], 'random', 'jonas', 'I take four. For research.'),
  said([2, '14:10'], 'ada and mira', 'mira', 'Can you look at the budget before I send it to the board?'),
  said([2, '14:25'], 'ada and mira', 'ada', 'Yes, tonight.'),
  said(
    [2, '16:48'],
    'general',
    'ada',
    'Tide table for the week:\n\n```\nMon  05:12  3.1 m   17:40  3.3 m\nTue  05:58  3.3 m   18:22  3.4 m\nWed  06:41  3.4 m   19:05  3.5 m\n```',
  ),
  said([2, '16:52'], 'general', 'jonas', 'Wednesday evening is close to the edge of the slip. I will put the boards out.', {
    reactions: [['🙏', 'ada', 'mira', 'sana']],
  }),

  said([1, '07:55'], 'ferries', 'lev', 'Fog at Skerry, visibility 300 m. Crossings may be late.'),
  said([1, '08:20'], 'ferries', 'jonas', '{lev} keep an eye on the 09:00, there is a coach on it.'),
  said([1, '09:14'], 'ferries', 'lev', 'MV *Halcyon* left Northquay at 09:13, 13 minutes late.'),
  said([1, '09:16'], 'ferries', 'sana', 'The coach is on board, they know.', { reactions: [['👏', 'jonas']] }),
  said([1, '09:40'], 'general', 'mira', 'The board meets on Friday. If you want something on the agenda, tell me by Wednesday noon.'),
  said([1, '09:47'], 'general', 'sana', 'The lights on the footbridge, please. Three are out and it is dark at five now.'),
  said([1, '09:49'], 'general', 'mira', 'It is on the list.', { quotes: 1 }),
  said([1, '11:05'], 'dockside', 'jonas', 'The crane people can come on the 14th or the 21st.'),
  said([1, '11:11'], 'dockside', 'mira', 'The 14th. {ada} does that suit the divers?'),
  said([1, '11:30'], 'dockside', 'ada', 'It does. I told them, they want the berth empty from six.', { reactions: [['👍', 'mira', 'jonas']] }),
  said([1, '13:02'], 'random', 'mira', 'Who left a bicycle pump in the fridge?'),
  said([1, '13:04'], 'random', 'jonas', 'It is cold there. Cold air is denser.', { reactions: [['😂', 'mira', 'sana', 'ada']] }),
  said([1, '15:20'], 'ada and sana', 'sana', 'The photographer asks whether Thursday is fine for the new page as well.'),
  said([1, '15:41'], 'ada and sana', 'ada', 'It is, if she keeps the crane out of the picture until it is signed.'),
  said([1, '17:15'], 'ada and mira', 'ada', 'Budget looks right. Line 14 counts the pontoon twice, I think.'),
  said([1, '17:18'], 'ada and mira', 'mira', 'Well spotted. Mended and sent.', { reactions: [['🎉', 'ada']] }),

  said([0, '07:48'], 'ferries', 'lev', 'All crossings on time this morning. Wind south-west 5, sea slight.'),
  said([0, '08:03'], 'general', 'jonas', 'The boards are out at the slip. Please walk round.'),
  said([0, '08:15'], 'general', 'sana', '{ada} the school asks how many life jackets we have in *small*. I counted 18, they need 22.'),
  said([0, '08:20'], 'dockside', 'mira', '{ada} the permit came. It is signed.', { reactions: [['🎉', 'jonas']] }),
  said([0, '08:31'], 'random', 'sana', 'Buns are on the table upstairs.', { reactions: [['❤️', 'jonas', 'mira']] }),
  said([0, '08:36'], 'ada and sana', 'sana', 'I put one aside for you.'),
];
