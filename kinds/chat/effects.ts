import type { Effect, Recorded } from '@atrium/server';
import type { chat } from './contract.ts';
import type { ChatState } from './state.ts';

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
    case 'memberAdded':
      return [added(event.data.id, { state, last: event.data.last })];
    case 'memberRemoved':
      return [{ to: feedOf(event.data.id), name: 'removeRoom', input: {} }];
    case 'renamed':
    case 'archived':
      return [...told(), ...listed(id, state)];
    case 'tablePlaced':
      return told();
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

/** What a member's own list says of the room; a direct room is named by its other people. */
function factsFor(
  person: string,
  { name, type, archived, table, members }: ChatState,
): { name: string; type: string; people: string[]; archived: boolean; table: string | null } {
  return { name, type, people: type === 'direct' ? [...members.keys()].filter((id) => id !== person) : [], archived, table };
}
