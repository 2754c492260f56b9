import { Face } from '@atrium/kind-chat/web';
import type { JSX } from 'react';
import { Icon, type IconName } from '../parts/Icon.tsx';
import type { RoomEntry } from '../live/rooms.ts';
import { useLive } from '../live/Live.tsx';

const tables = { document: 'page', board: 'pin', market: 'line', arena: 'pad' } as const satisfies Record<string, IconName>;

/** What stands before a room's name: what is on its table, who may see it, or whose face it is. */
export function RoomMark({ room, size = 16 }: { readonly room: Pick<RoomEntry, 'type' | 'table' | 'people'>; readonly size?: number }): JSX.Element {
  const { person, present, me } = useLive();
  if (room.type === 'direct') {
    const first = room.people[0] ?? me.id;
    return (
      <Face id={first} name={person(first)?.name ?? '?'} size={size + 4} present={room.people.length === 1 && present.has(first)} mine={first === me.id} />
    );
  }
  return <Icon name={room.table === null ? (room.type === 'private' ? 'lock' : 'hash') : tables[room.table]} size={size} />;
}
