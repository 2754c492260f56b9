import { DAY, MINUTE } from '../../app/server/src/clock.ts';
import type { House } from '../../app/server/src/house.ts';
import { directId } from '../../kinds/chat/direct.ts';
import { addressOf } from '../../packages/protocol/src/index.ts';
import { type Identity, SYSTEM } from '../../packages/server/src/index.ts';
import { trackThePast } from '../../app/server/src/demo/tracking.ts';
import { writeInThePast } from '../../app/server/src/demo/writing.ts';
import { seedMarkets } from './markets.ts';
import { MIDNIGHT, NOW, type StageClock } from './time.ts';

export const WORKSPACE = 'Harbour Works';

/** Ids are fixed, because a face's colour follows from them. */
export const people = {
  ada: { id: 'ada-lind-0000000', name: 'Ada Lind', role: 'owner' },
  mira: { id: 'mira-okafor-0001', name: 'Mira Okafor', role: 'admin' },
  jonas: { id: 'jonas-veld-00003', name: 'Jonas Veld', role: 'member' },
  sana: { id: 'sana-rahimi-0002', name: 'Sana Rahimi', role: 'member' },
  lev: { id: 'lev-the-bot-0006', name: 'Lev', role: 'bot' },
  noor: { id: 'noor-haddad-0004', name: 'Noor Haddad', role: 'member' },
  pim: { id: 'pim-de-wit-00005', name: 'Pim de Wit', role: 'guest' },
  tomas: { id: 'tomas-berg-00007', name: 'Tomas Berg', role: 'member' },
} as const;
export type Who = keyof typeof people;
const everyone = Object.keys(people) as readonly Who[];
/** Whose account was closed. */
const GONE = 'tomas';

interface SeededRoom {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly type: 'public' | 'private' | 'direct';
  /** The first is its owner. */
  readonly members: readonly Who[];
  /** How many of its messages Ada has not read. */
  readonly unread: number;
}
const direct = (unread: number, ...members: readonly Who[]): SeededRoom => ({
  id: directId(members.map((who) => people[who].id)),
  name: '',
  topic: '',
  type: 'direct',
  members,
  unread,
});

export const rooms = {
  general: { id: 'general-00000000', name: 'general', topic: 'For everyone', type: 'public', members: everyone, unread: 2 },
  ferries: {
    id: 'ferries-live-000',
    name: 'ferries live',
    topic: 'Where our boats are, and who is late',
    type: 'public',
    members: ['jonas', 'ada', 'mira', 'sana', 'lev'],
    unread: 2,
  },
  dockside: { id: 'dockside-0000000', name: 'dockside', topic: 'The new quay. Not public yet', type: 'private', members: ['mira', 'ada', 'jonas'], unread: 3 },
  tides: { id: 'tide-tables-0000', name: 'tide tables', topic: '', type: 'public', members: ['ada', 'sana', 'jonas'], unread: 0 },
  coffee: { id: 'coffee-break-000', name: 'coffee break', topic: 'Whatever floats', type: 'public', members: ['sana', 'ada', 'mira', 'jonas'], unread: 0 },
  slipway: { id: 'slipway-00000000', name: 'slipway', topic: 'Who has the winch, and until when', type: 'public', members: ['ada', 'jonas'], unread: 0 },
  winter: {
    id: 'winter-plan-0000',
    name: 'winter plan',
    topic: 'What was done from November to March',
    type: 'public',
    members: ['mira', 'ada', 'jonas', 'sana'],
    unread: 0,
  },
  lighthouse: {
    id: 'lighthouse-00000',
    name: 'lighthouse visits',
    topic: 'Groups, keys and the key to the keys',
    type: 'public',
    members: ['sana', 'noor'],
    unread: 0,
  },
  quay: {
    id: 'quay-by-june-000',
    name: 'new quay by june?',
    topic: 'Settled by Mira on the first of June',
    type: 'public',
    members: ['mira', 'ada', 'jonas', 'sana', 'lev'],
    unread: 0,
  },
  crane: { id: 'crane-first-0000', name: 'crane on time?', topic: '', type: 'private', members: ['ada', 'jonas'], unread: 0 },
  mira: direct(1, 'ada', 'mira'),
  jonas: direct(0, 'ada', 'jonas'),
  group: direct(0, 'ada', 'jonas', 'sana'),
} as const satisfies Record<string, SeededRoom>;
export type RoomKey = keyof typeof rooms;
const roomKeys = Object.keys(rooms) as readonly RoomKey[];

interface Line {
  readonly room: RoomKey;
  readonly who: Who;
  readonly daysAgo: number;
  readonly time: string;
  /** `{mira}` mentions her. */
  readonly text: string;
  /** How many of the room's lines back is the one that it answers. */
  readonly answers?: number;
  readonly reactions?: readonly (readonly [emoji: string, ...who: Who[]])[];
  readonly after?: 'edited' | 'deleted' | 'pinned';
}
const code = (language: string, ...lines: readonly string[]): string => ['```' + language, ...lines, '```'].join('\n');

const lines: readonly Line[] = [
  { room: 'winter', who: 'mira', daysAgo: 60, time: '10:05', text: 'Hull survey done on both boats. *Lotta* needs two new plates, *Halcyon* none.' },
  { room: 'winter', who: 'jonas', daysAgo: 58, time: '09:40', text: 'Plates are in and painted.', reactions: [['🎉', 'mira', 'ada']] },
  { room: 'winter', who: 'ada', daysAgo: 46, time: '16:30', text: 'Everything on the list is done, so I close this room. Thank you all.' },
  { room: 'lighthouse', who: 'sana', daysAgo: 3, time: '11:00', text: 'Saturday is full: two groups of twelve, at ten and at two.' },
  { room: 'lighthouse', who: 'noor', daysAgo: 3, time: '11:20', text: 'I bring the second key. The first one still sticks.' },
  { room: 'coffee', who: 'sana', daysAgo: 2, time: '12:30', text: 'The bakery at the lock has cardamom buns again.', reactions: [['😋', 'jonas', 'mira']] },
  { room: 'tides', who: 'sana', daysAgo: 2, time: '13:10', text: 'May and June are checked against the port’s own table.' },
  { room: 'jonas', who: 'jonas', daysAgo: 2, time: '15:10', text: 'Is the winch free on Friday?' },
  { room: 'group', who: 'sana', daysAgo: 2, time: '17:20', text: 'Friday at the lock, then?' },

  {
    room: 'ferries',
    who: 'jonas',
    daysAgo: 2,
    time: '09:11',
    text: 'Before the season starts:\n\n1. New fenders on pier 3\n2. Timetable boards at both ends\n3. Who opens the kiosk?',
    after: 'pinned',
  },
  {
    room: 'ferries',
    who: 'mira',
    daysAgo: 2,
    time: '09:14',
    text: 'I take the kiosk. The fenders are ordered.',
    answers: 1,
    reactions: [['🎉', 'jonas', 'ada']],
  },
  { room: 'ferries', who: 'lev', daysAgo: 2, time: '09:20', text: 'MV *Halcyon* left Northquay at 09:18, 3 minutes late.', after: 'deleted' },
  {
    room: 'ferries',
    who: 'jonas',
    daysAgo: 1,
    time: '17:42',
    text: `Night schedule is in. The \`eta\` field now comes from the boats themselves:\n${code('sh', `curl -H "Key: …" -d '{"ferry":"Lotta","eta":"06:55"}' harbour.example/feed/ferries`)}`,
    after: 'pinned',
  },
  {
    room: 'ferries',
    who: 'sana',
    daysAgo: 1,
    time: '17:50',
    text: '| boat | first | last |\n|---|---:|---:|\n| Lotta | 06:55 | 21:40 |\n| Halcyon | 07:25 | 22:10 |',
    reactions: [['👍', 'mira', 'jonas', 'lev']],
  },
  {
    room: 'ferries',
    who: 'mira',
    daysAgo: 0,
    time: '08:31',
    text: 'Lotta has been quiet for ten minutes. Is she at the lock?',
    reactions: [
      ['👀', 'jonas', 'sana', 'lev'],
      ['🙏', 'ada', 'jonas'],
    ],
  },
  { room: 'ferries', who: 'mira', daysAgo: 0, time: '08:33', text: 'Never mind, I can see her from the window.', after: 'edited' },
  {
    room: 'ferries',
    who: 'sana',
    daysAgo: 0,
    time: '09:12',
    text: '{ada} could you tell the people on pier 3? I started a [list of what to say](https://example.org/pier-3).',
    answers: 1,
  },
  { room: 'ferries', who: 'jonas', daysAgo: 0, time: '09:15', text: 'Say why, say when, say sorry. In that order.', reactions: [['☕', 'sana', 'mira']] },

  {
    room: 'general',
    who: 'mira',
    daysAgo: 1,
    time: '09:40',
    text: 'The board meets on Friday. If you want something on the agenda, tell me by Thursday noon.',
  },
  { room: 'general', who: 'ada', daysAgo: 1, time: '09:44', text: 'The lights on the footbridge, please.', reactions: [['👍', 'mira']] },
  { room: 'general', who: 'sana', daysAgo: 0, time: '08:02', text: 'The school visit is at **14:00** today, same group.' },
  { room: 'general', who: 'jonas', daysAgo: 0, time: '08:20', text: 'The boards are out at the slip. Please walk round.' },
  { room: 'dockside', who: 'mira', daysAgo: 1, time: '10:12', text: 'First look at the drawings: https://example.org/quay/sheet-3' },
  { room: 'dockside', who: 'jonas', daysAgo: 0, time: '08:40', text: '{ada} the crane people can come on the 14th or the 21st.' },
  { room: 'dockside', who: 'mira', daysAgo: 0, time: '08:52', text: 'The permit came. It is signed.' },
  { room: 'dockside', who: 'mira', daysAgo: 0, time: '08:53', text: '{ada} does the 14th suit the divers?' },
  { room: 'mira', who: 'ada', daysAgo: 1, time: '17:15', text: 'Budget looks right. Line 14 counts the pontoon twice, I think.' },
  { room: 'mira', who: 'mira', daysAgo: 1, time: '17:18', text: 'Well spotted. Mended and sent.', reactions: [['🎉', 'ada']] },
  { room: 'mira', who: 'mira', daysAgo: 0, time: '08:58', text: 'The photographer asks whether Thursday is fine.' },
];

export const identityOf = (who: Who): Identity => people[who];

/** The number of each line in its room. */
export interface Seeded {
  readonly last: Readonly<Record<RoomKey, number>>;
}

/** A workspace as it might be on a Thursday in May, made with what the app and its people can do themselves. */
export async function seed({ accounts, passwords, people: directory, firstRun, facts, hub }: House, clock: StageClock): Promise<Seeded> {
  clock.setTo(NOW - 61 * DAY);
  const passwordHash = await passwords.hash('quiet harbour');
  await facts.settle('first-run-owner', people.ada.id);
  await facts.settle('first-run-room', rooms.general.id);
  await firstRun.run(await firstRun.newToken(), { workspace: WORKSPACE, name: people.ada.name, passwordHash }, { userAgent: '', address: '' });
  for (const who of everyone) {
    if (who === 'ada') continue;
    await accounts.create({ ...people[who], passwordHash, created: clock.now() });
    await directory.add(people[who]);
  }
  const command = (identity: Identity, room: RoomKey, name: string, input: unknown): Promise<unknown> =>
    hub.command({ identity, channel: addressOf('chat', rooms[room].id), name, input });
  await command(SYSTEM, 'general', 'add', { people: everyone.map((who) => people[who].id) });
  for (const key of roomKeys) {
    const { name, topic, type, members } = rooms[key];
    const [founder] = members;
    if (key !== 'general' && founder) await command(identityOf(founder), key, 'create', { name, topic, type, members: members.map((who) => people[who].id) });
  }

  await seedMarkets(hub, { clock, quay: rooms.quay.id, crane: rooms.crane.id, identityOf });

  await command(identityOf('sana'), 'coffee', 'placeTable', { kind: 'arena' });
  await writeInThePast({ hub, room: rooms.dockside.id, author: identityOf('mira') });

  const said = new Map<RoomKey, number[]>();
  for (const { room, who, daysAgo, time, text, answers, reactions = [], after } of lines) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    clock.setTo(MIDNIGHT - daysAgo * DAY + (hours * 60 + minutes) * MINUTE);
    const earlier = said.get(room) ?? [];
    said.set(room, earlier);
    const quote = answers === undefined ? undefined : earlier.at(-answers);
    const mentioning = text.replaceAll(/\{(\w+)\}/g, (_, name: Who) => `<@${people[name].id}>`);
    const ordinal = ordinalIn(await command(identityOf(who), room, 'post', { text: mentioning, ...(quote !== undefined && { quote }) }));
    earlier.push(ordinal);
    for (const [emoji, ...reacting] of reactions) for (const reader of reacting) await command(identityOf(reader), room, 'react', { ordinal, emoji, on: true });
    if (after === 'pinned') await command(identityOf(who), room, 'pin', { ordinal, on: true });
    else if (after === 'deleted') await command(identityOf(who), room, 'delete', { ordinal });
    else if (after === 'edited') await command(identityOf(who), room, 'edit', { ordinal, text: `${mentioning} She is fine.` });
  }
  await command(identityOf('mira'), 'winter', 'archive', { on: true });
  await directory.deactivate(people[GONE].id, true);
  clock.setTo(NOW);
  await trackThePast({ hub, room: rooms.tides.id, owner: identityOf('ada'), until: NOW });
  const last = Object.fromEntries(roomKeys.map((key) => [key, said.get(key)?.at(-1) ?? 0])) as Record<RoomKey, number>;
  return { last };
}

function ordinalIn(reply: unknown): number {
  if (typeof reply === 'object' && reply !== null && 'ordinal' in reply && typeof reply.ordinal === 'number') return reply.ordinal;
  throw new Error('A post is answered by its ordinal.');
}
