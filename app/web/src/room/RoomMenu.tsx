import { chat } from '@atrium/kind-chat';
import type { JSX } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { isAdmin, isMember } from '../live/may.ts';
import { IconButton } from '../parts/Button.tsx';
import { copyWords } from '../parts/clipboard.ts';
import { Menu } from '../parts/Menu.tsx';
import { toast } from '../parts/toasts.ts';
import { addressOf } from '../routing/route.ts';
import { useSay } from '../strings/speech.tsx';
import { placeTable } from '../tables/place-table.ts';
import { isOffered, offeredTables, tables } from '../tables/tables.ts';
import { isChangeable, isRunBy, type OpenRoom } from './open-room.ts';
import type { RoomDialogName } from './RoomDialog.tsx';

export function RoomMenu({
  room,
  open,
  showMembers,
  showPins,
}: {
  readonly room: OpenRoom;
  open(dialog: RoomDialogName): void;
  showMembers(): void;
  showPins(): void;
}): JSX.Element {
  const say = useSay();
  const { client, me, markUnread } = useLive();
  const { archived, table } = room.view.room;
  const inIt = room.view.members.some(({ id }) => id === me.id);
  const changeable = isChangeable(room, me.id) && isMember(me.role);
  const archivable = changeable && (isRunBy(room, me.id) || isAdmin(me.role));

  const copyLink = async (): Promise<void> => {
    const link = location.origin + addressOf({ at: 'room', room: room.id });
    if (await copyWords(link)) toast(say('room.linkCopied'));
    else open('link');
  };
  const unarchive = (): void => {
    client.emit(chat, room.id, 'archive', { on: false }).catch((error: unknown) => toast(explain(error, say)));
  };
  return (
    <Menu
      label={say('room.menu')}
      align="end"
      items={[
        changeable && !archived && { label: say('room.add'), icon: 'add', run: () => open('add') },
        { label: say('members.title'), icon: 'people', run: showMembers },
        { label: say('room.pins'), icon: 'tack', run: showPins },
        inIt && room.view.last > 0 && { label: say('room.markUnread'), icon: 'dot', run: () => markUnread(room.id, room.view.last - 1) },
        { label: say('room.copyLink'), icon: 'link', run: () => void copyLink() },
        changeable && !archived && 'line',
        changeable && !archived && { label: say('room.rename'), icon: 'pencil', run: () => open('rename') },
        changeable && !archived && { label: say('room.topic'), icon: 'text', run: () => open('topic') },
        ...(changeable && !archived && table === null
          ? offeredTables.map((kind) => ({
              label: say(`room.place.${kind}`),
              icon: tables[kind].icon,
              run: () => placeTable(client, say, { room: room.id, kind }),
            }))
          : []),
        changeable &&
          !archived &&
          isOffered(table) && {
            label: say(`room.takeOff.${table}`),
            icon: tables[table].icon,
            run: () => placeTable(client, say, { room: room.id, kind: null }),
          },
        changeable && 'line',
        archivable &&
          (archived ? { label: say('room.unarchive'), icon: 'box', run: unarchive } : { label: say('room.archive'), icon: 'box', run: () => open('archive') }),
        isChangeable(room, me.id) && { label: say('room.leave'), icon: 'leave', danger: true, run: () => open('leave') },
      ]}
      trigger={(props) => <IconButton {...props} icon="dots" label={say('room.menu')} />}
    />
  );
}
