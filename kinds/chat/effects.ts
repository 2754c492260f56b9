import type { Effect, Recorded } from '@atrium/server';
import type { chat } from './contract.ts';
import { type ChatState, membersOf } from './state.ts';

const DIRECTORY = 'directory/main';
const feedOf = (person: string): string => `person/${person}`;
const isPerson = (author: string): boolean => author !== 'system' && !author.startsWith('channel:');

/** A room's facts go to the feeds of its members and, if it is public, to the directory; ordinals go to those whom a message concerns. */
export function react(event: Recorded<typeof chat>, { id, state }: { readonly id: string; readonly state: ChatState }): readonly Effect[] {
  if (event.data === null) return [];
  const told = (): Effect[] =>
    [...state.members.keys()].map((person) => ({ to: feedOf(person), name: 'changeRoom', input: { facts: factsFor(person, state) } }));
  switch (event.name) {
    case 'created':
      return [...event.data.members.map((member) => added(member.id, { state, last: 0 })), ...listed(id, state)];
    case 'memberAdded': {
      const { id: person, role, last } = event.data;
      return [added(person, { state, last }), ...tableTold(id, state, { members: [{ id: person, role }] })];
    }
    case 'memberRemoved':
      return [{ to: feedOf(event.data.id), name: 'removeRoom', input: {} }, ...tableTold(id, state, { gone: [event.data.id] })];
    case 'roleChanged':
      return tableTold(id, state, { members: [{ id: event.data.id, role: event.data.role }] });
    case 'renamed':
      return [...told(), ...listed(id, state), ...tableTold(id, state, { name: state.name })];
    case 'archived':
      return [...told(), ...listed(id, state), ...tableTold(id, state, { archived: state.archived })];
    case 'tablePlaced': {
      const { was } = event.data;
      const takenOff: Effect[] = was ? [{ to: `${was}/${id}`, name: 'follow', input: { placed: false } }] : [];
      return [...told(), ...takenOff, ...tablePut(id, state)];
    }
    case 'described':
      return listed(id, state);
    case 'posted': {
      const { author, ordinal, mentions } = event.data;
      const own: Effect[] = isPerson(author) ? [{ to: feedOf(author), name: 'posted', input: { ordinal } }] : [];
      return [...own, ...mentions.map((person) => ({ to: feedOf(person), name: 'mention', input: { ordinal } }))];
    }
    case 'edited': {
      const { ordinal, mentions, unmentioned } = event.data;
      return [...mentions.map((person) => ({ to: feedOf(person), name: 'mention', input: { ordinal } })), ...withdrawn(unmentioned, ordinal)];
    }
    case 'deleted':
      return withdrawn(event.data.mentions, event.data.ordinal);
    default:
      return [];
  }
}

const withdrawn = (people: readonly string[], ordinal: number): Effect[] =>
  people.map((person) => ({ to: feedOf(person), name: 'withdrawMention', input: { ordinal } }));

const added = (person: string, { state, last }: { readonly state: ChatState; readonly last: number }): Effect => ({
  to: feedOf(person),
  name: 'addRoom',
  input: { facts: factsFor(person, state), last },
});

const listed = (id: string, { name, topic, type, archived }: ChatState): Effect[] =>
  type === 'public' ? [{ to: DIRECTORY, name: 'listRoom', input: { id, name, topic, archived } }] : [];

/** What changed in the room, for what is on its table. */
const tableTold = (id: string, { table }: ChatState, news: object): Effect[] => (table === null ? [] : [{ to: `${table}/${id}`, name: 'follow', input: news }]);

/** Members that one effect names: a room may have ten thousand. */
const MEMBERS_AT_ONCE = 1000;

/** Everything that a table decides by: the room's facts with the first members, and the rest after them. */
function tablePut(id: string, state: ChatState): Effect[] {
  const members = membersOf(state);
  const { name, type, archived } = state;
  const effects = tableTold(id, state, { placed: true, name, type, archived, members: members.slice(0, MEMBERS_AT_ONCE) });
  for (let at = MEMBERS_AT_ONCE; at < members.length; at += MEMBERS_AT_ONCE)
    effects.push(...tableTold(id, state, { members: members.slice(at, at + MEMBERS_AT_ONCE) }));
  return effects;
}

/** What a member's own list says of the room; a direct room is named by its other people. */
function factsFor(
  person: string,
  { name, type, archived, table, members }: ChatState,
): { name: string; type: string; people: string[]; archived: boolean; table: string | null } {
  return { name, type, people: type === 'direct' ? [...members.keys()].filter((id) => id !== person) : [], archived, table };
}
