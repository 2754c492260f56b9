import { Face } from '@atrium/kind-chat/web';
import { type JSX, useState } from 'react';
import { useLive } from '../live/Live.tsx';
import { IconButton } from '../parts/Button.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';
import { isOffered, tables } from '../tables/tables.ts';
import { isChangeable, type OpenRoom } from './open-room.ts';
import { RoomDialog, type RoomDialogName } from './RoomDialog.tsx';
import { RoomMenu } from './RoomMenu.tsx';
import type { PanelName, Side } from './RoomPage.tsx';

/** Faces in the head: more are a number. */
const FACES = 4;

export function RoomHeader({
  room,
  panel,
  setPanel,
  sides,
}: {
  readonly room: OpenRoom;
  readonly panel: PanelName | undefined;
  setPanel(panel: PanelName | undefined): void;
  /** Where table and conversation take turns. */
  readonly sides?: { readonly side: Side; readonly waiting: boolean; show(side: Side): void } | undefined;
}): JSX.Element {
  const say = useSay();
  const { me } = useLive();
  const [dialog, setDialog] = useState<RoomDialogName>();
  const { topic, archived, type } = room.view.room;
  const toggle = (name: PanelName): void => setPanel(panel === name ? undefined : name);
  const members = say('room.members', { count: room.view.members.length });
  return (
    <header className="head room-head">
      <IconButton className="back" icon="back" mirrored size={20} label={say('back')} onClick={() => go({ at: 'home' })} />
      <h1>{room.name}</h1>
      {archived && <span className="tag">{say('room.archived')}</span>}
      {topic !== '' ? (
        <p className="room-topic" title={topic}>
          {topic}
        </p>
      ) : (
        isChangeable(room, me.id) &&
        !archived && (
          <button type="button" className="room-topic" onClick={() => setDialog('topic')}>
            {say('room.noTopic')}
          </button>
        )
      )}
      <div className="tools">
        {sides !== undefined && (
          <IconButton
            className={sides.waiting && sides.side === 'table' ? 'room-side room-waiting' : 'room-side'}
            icon={sides.side === 'table' ? 'speech' : tableIcon(room)}
            label={say(sides.side === 'table' ? 'room.showTalk' : 'room.showTable')}
            onClick={() => sides.show(sides.side === 'table' ? 'talk' : 'table')}
          />
        )}
        <HereNow room={room} />
        <button
          type="button"
          className="icon-button room-count"
          data-panel="members"
          aria-pressed={panel === 'members'}
          aria-label={members}
          title={members}
          onClick={() => toggle('members')}
        >
          <Icon name="people" size={18} />
          <span aria-hidden="true">{room.view.members.length}</span>
        </button>
        <IconButton icon="tack" data-panel="pins" aria-pressed={panel === 'pins'} label={say('room.pins')} onClick={() => toggle('pins')} />
        <RoomMenu room={room} open={setDialog} showMembers={() => setPanel('members')} showPins={() => setPanel('pins')} />
      </div>
      {dialog !== undefined && <RoomDialog key={type} name={dialog} room={room} close={() => setDialog(undefined)} />}
    </header>
  );
}

const tableIcon = ({ view }: OpenRoom): IconName => (isOffered(view.room.table) ? tables[view.room.table].icon : 'box');

/** The faces of the others who have the room open. */
function HereNow({ room }: { readonly room: OpenRoom }): JSX.Element | null {
  const say = useSay();
  const { me, person } = useLive();
  const others = room.present.filter((id) => id !== me.id);
  if (others.length === 0 || room.view.room.type === 'direct') return null;
  const names = others.slice(0, FACES).map((id) => person(id)?.name ?? say('unknownPerson'));
  const more = others.length - names.length;
  const spoken = say('room.hereNow', { names: [...names, ...(more > 0 ? [say('room.moreHere', { count: more })] : [])].join(', ') });
  return (
    <span className="here-now" role="img" aria-label={spoken} title={spoken}>
      {others.slice(0, FACES).map((id) => (
        <Face key={id} id={id} name={person(id)?.name ?? '?'} size={24} />
      ))}
      {more > 0 && <span className="here-more">+{more}</span>}
    </span>
  );
}
