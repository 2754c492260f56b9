import { type FeedRoom, unread } from '@atrium/kind-person';

/** A room as the sidebar shows it. */
export interface RoomEntry {
  readonly id: string;
  readonly name: string;
  readonly type: FeedRoom['type'];
  readonly table: FeedRoom['table'];
  readonly archived: boolean;
  /** The others in a direct room. */
  readonly people: readonly string[];
  readonly unread: number;
  readonly mentions: number;
}

export type Heads = ReadonlyMap<string, { readonly last: number; readonly deleted: readonly number[] }>;

/** The people of a direct room, as a name: 'Sana, Jonas, Lev'. Alone in it, it is one's own notebook. */
export function directName(people: readonly string[], me: string, nameOf: (id: string) => string | undefined): string {
  const names = (people.length === 0 ? [me] : people).map((id) => nameOf(id) ?? '…');
  return names.length === 1 ? (names[0] ?? '…') : names.map((name) => name.split(' ')[0] ?? name).join(', ');
}

/** The person's rooms by name, as the language sorts; conversations between people after the rooms. Neither news nor time moves a row. */
export function roomEntries({
  rooms,
  heads,
  me,
  nameOf,
  locale,
}: {
  readonly rooms: Readonly<Record<string, FeedRoom>>;
  readonly heads: Heads;
  readonly me: string;
  nameOf(id: string): string | undefined;
  readonly locale: string;
}): readonly RoomEntry[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return Object.entries(rooms)
    .map(([id, { name, type, table, archived, people, pointer, mentions }]): RoomEntry => {
      const head = heads.get(`chat/${id}`);
      const seen = head === undefined ? pointer : Math.min(pointer, head.last);
      return {
        id,
        name: type === 'direct' ? directName(people, me, nameOf) : name,
        type,
        table,
        archived,
        people,
        unread: head === undefined ? 0 : unread(head, pointer),
        mentions: mentions.filter((ordinal) => ordinal > seen).length,
      };
    })
    .sort((a, b) => Number(a.type === 'direct') - Number(b.type === 'direct') || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** Archived rooms leave the sidebar when they are read, and stand there while they are open. */
export const inSidebar = (rooms: readonly RoomEntry[], open: string | undefined): readonly RoomEntry[] =>
  rooms.filter(({ id, archived, unread: count }) => !archived || count > 0 || id === open);

/** What waits for this person: mentions, and what was said to them alone. A mention in a direct room is not counted twice. */
export const waiting = (rooms: readonly RoomEntry[]): number => rooms.reduce((sum, room) => sum + (room.type === 'direct' ? room.unread : room.mentions), 0);

/** The room that Alt and an arrow lead to: the next one, around the end; with `unreadOnly` the next that has news. */
export function neighbour(rooms: readonly RoomEntry[], open: string | undefined, step: 1 | -1, unreadOnly: boolean): string | undefined {
  const at = rooms.findIndex(({ id }) => id === open);
  const start = at === -1 && step === -1 ? 0 : at;
  for (let offset = 1; offset <= rooms.length; offset += 1) {
    const room = rooms[(((start + step * offset) % rooms.length) + rooms.length) % rooms.length];
    if (room !== undefined && room.id !== open && (!unreadOnly || room.unread > 0)) return room.id;
  }
  return undefined;
}
