import { chat } from '@atrium/kind-chat';
import { Face } from '@atrium/kind-chat/web';
import { type JSX, useState } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { isAdmin, isMember } from '../live/may.ts';
import { IconButton } from '../parts/Button.tsx';
import { Menu } from '../parts/Menu.tsx';
import { toast } from '../parts/toasts.ts';
import { useOpenDirect } from '../rooms/open-direct.ts';
import { useSpeech } from '../strings/speech.tsx';
import { isChangeable, isRunBy, type OpenRoom } from './open-room.ts';
import { Panel } from './Panel.tsx';
import { RoomDialog } from './RoomDialog.tsx';

/** Who belongs to the room; those who have it open now first. */
export function MembersPanel({ room, close }: { readonly room: OpenRoom; close(): void }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { client, me, person } = useLive();
  const openDirect = useOpenDirect();
  const [adding, setAdding] = useState(false);
  const present = new Set(room.present);
  const collator = new Intl.Collator(tongue.locale);
  const members = room.view.members
    .map(({ id, role }) => ({ id, role, name: person(id)?.name ?? say('unknownPerson'), here: present.has(id) }))
    .sort((a, b) => Number(b.here) - Number(a.here) || collator.compare(a.name, b.name));
  const changeable = isChangeable(room, me.id) && isMember(me.role) && !room.view.room.archived;
  const runs = isRunBy(room, me.id) || isAdmin(me.role);

  const remove = async (id: string, name: string): Promise<void> => {
    try {
      await client.emit(chat, room.id, 'remove', { person: id });
      toast(say('room.removed', { name }));
    } catch (error) {
      toast(explain(error, say));
    }
  };
  return (
    <Panel
      title={room.view.room.type === 'direct' ? say('members.direct') : say('members.title')}
      close={close}
      tools={changeable && <IconButton icon="add" label={say('room.add')} onClick={() => setAdding(true)} />}
    >
      <ul>
        {members.map(({ id, role, name, here }) => (
          <li key={id} className="member">
            <Face id={id} name={name} size={28} present={here} mine={id === me.id} />
            <span className="member-name">
              <b>{id === me.id ? say('side.you', { name }) : name}</b>
              {here && <span className="spoken">, {say('members.here')}</span>}
              {role === 'owner' && room.view.room.type !== 'direct' && <small>{say('members.owner')}</small>}
            </span>
            {id !== me.id && isMember(me.role) && (
              <Menu
                label={say('people.menu', { name })}
                align="end"
                items={[
                  room.view.room.type !== 'direct' && { label: say('room.message', { name }), icon: 'speech', run: () => void openDirect([id]) },
                  changeable && runs && { label: say('room.remove'), icon: 'leave', danger: true, run: () => void remove(id, name) },
                ]}
                trigger={(props) => <IconButton {...props} icon="dots" label={say('people.menu', { name })} />}
              />
            )}
          </li>
        ))}
      </ul>
      {adding && <RoomDialog name="add" room={room} close={() => setAdding(false)} />}
    </Panel>
  );
}
