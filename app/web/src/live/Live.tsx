import type { Client } from '@atrium/client';
import { useChannel, useHeads, useStatus } from '@atrium/client/react';
import { directory, DIRECTORY, type DirectoryView, type Person } from '@atrium/kind-directory';
import { person, type PersonView } from '@atrium/kind-person';
import { addressOf } from '@atrium/protocol';
import { createContext, type JSX, type ReactNode, use, useEffect, useMemo } from 'react';
import type { Me } from '../api/session.ts';
import { useSpeech } from '../strings/speech.tsx';
import type { TableKind } from '../tables/tables.ts';
import { Acquaintances, useAcquaintances } from './acquaintances.ts';
import { type RoomEntry, roomEntries } from './rooms.ts';

/** Everything that the walls of the house show, as it is now. */
export interface Live {
  readonly client: Client;
  readonly me: Me;
  readonly workspace: string;
  /** Undefined until the feed is here for the first time. */
  readonly feed: PersonView | undefined;
  /** The feed's position: what a read pointer that moves is based on. */
  readonly feedOffset: number;
  /** Undefined for guests, and until it is here. */
  readonly directory: DirectoryView | undefined;
  readonly people: readonly Person[];
  person(id: string): Person | undefined;
  /** Who has Atrium open now, as far as this client may know. */
  readonly present: ReadonlySet<string>;
  /** The person's rooms, in the order of the sidebar. */
  readonly rooms: readonly RoomEntry[];
  advance(room: string, to: number): void;
  markUnread(room: string, to: number): void;
}

const LiveContext = createContext<Live | undefined>(undefined);

export function useLive(): Live {
  const live = use(LiveContext);
  if (live === undefined) throw new Error('Only inside of the workspace.');
  return live;
}

/** A read pointer that does not arrive is sent again by the next one; nobody is told of it. */
const quietly = (done: Promise<unknown>): void => void done.catch(() => undefined);
const nobody: readonly Person[] = [];
/** Whoever speaks for the house itself, as in the first room's how-to; no account, so in no directory. */
const HOUSE: Person = { id: 'system', name: 'Atrium', role: 'bot', active: true };

/** What stands on a room's table speaks in the conversation under the name of what it is. */
const tableOf = (author: string): TableKind | undefined => /^channel:(document|board|market|arena)\//.exec(author)?.[1] as TableKind | undefined;

export function LiveProvider({
  client,
  me,
  workspace,
  children,
}: {
  readonly client: Client;
  readonly me: Me;
  readonly workspace: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { tongue, say } = useSpeech();
  const status = useStatus();
  // A role may change while the page is open; the hub says it with the welcome.
  const self = useMemo(() => ({ ...me, name: status.identity?.name ?? me.name, role: status.identity?.role ?? me.role }), [me, status.identity]);
  const feed = useChannel(person, me.id);
  const book = useChannel(directory, self.role === 'guest' ? undefined : DIRECTORY);
  const heads = useHeads();
  const acquaintances = useMemo(() => new Acquaintances((id) => client.query(directory, DIRECTORY, 'person', { id })), [client]);
  const met = useAcquaintances(acquaintances);

  const people = book.view?.people ?? nobody;
  const byId = useMemo(() => new Map(people.map((known) => [known.id, known])), [people]);
  const find = useMemo(() => (id: string) => byId.get(id) ?? met.get(id), [byId, met]);
  const voices = useMemo((): Record<TableKind, Person> => {
    const voice = (kind: TableKind): Person => ({ id: `channel:${kind}/`, name: say(`table.${kind}`), role: 'bot', active: true });
    return { document: voice('document'), board: voice('board'), market: voice('market'), arena: voice('arena') };
  }, [say]);
  const meet = self.role === 'guest';
  const findOrMeet = useMemo(
    () => (id: string) => {
      if (id === HOUSE.id) return HOUSE;
      const table = tableOf(id);
      if (table !== undefined) return voices[table];
      const found = find(id);
      if (found === undefined && meet) acquaintances.meet(id);
      return found;
    },
    [find, meet, acquaintances, voices],
  );

  const inRooms = feed.view?.rooms;
  useEffect(() => {
    client.watch(Object.keys(inRooms ?? {}).map((id) => addressOf('chat', id)));
  }, [client, inRooms]);

  const rooms = useMemo(
    () => roomEntries({ rooms: inRooms ?? {}, heads, me: me.id, nameOf: (id) => findOrMeet(id)?.name, locale: tongue.locale }),
    [inRooms, heads, me.id, findOrMeet, tongue.locale],
  );
  const presence = book.presence;
  const present = useMemo(() => new Set(presence.keys()), [presence]);

  const feedChannel = feed.channel;
  const live = useMemo(
    (): Live => ({
      client,
      me: self,
      workspace: book.view?.workspace || workspace,
      feed: feed.view,
      feedOffset: feedChannel?.position?.[1] ?? 0,
      directory: book.view,
      people,
      person: findOrMeet,
      present,
      rooms,
      advance: (room, to) => quietly(feedChannel?.emit('advance', { room, to, basedOn: feedChannel.position?.[1] ?? 0 }) ?? Promise.resolve()),
      markUnread: (room, to) => quietly(feedChannel?.emit('mark', { room, to }) ?? Promise.resolve()),
    }),
    [client, self, workspace, feed.view, feedChannel, book.view, people, findOrMeet, present, rooms],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
