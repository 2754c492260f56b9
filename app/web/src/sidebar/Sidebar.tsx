import './sidebar.css';
import { Face } from '@atrium/kind-chat/web';
import { useStatus } from '@atrium/client/react';
import { shown } from '@atrium/kind-person';
import type { JSX, ReactNode } from 'react';
import { inSidebar, type RoomEntry } from '../live/rooms.ts';
import { useLive } from '../live/Live.tsx';
import { isMember } from '../live/may.ts';
import { IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Mark } from '../parts/Mark.tsx';
import { Menu } from '../parts/Menu.tsx';
import { Link } from '../routing/Link.tsx';
import { go } from '../routing/router.ts';
import { FIND_KEYS } from '../shell/keys.ts';
import { useSay } from '../strings/speech.tsx';
import { showWire } from '../wire/open-wire.ts';
import { RoomMark } from './RoomMark.tsx';

export interface SidebarProps {
  readonly open: string | undefined;
  /** In one column, before a room is chosen: it is the page. */
  readonly alone: boolean;
  find(): void;
  newRoom(): void;
  newDirect(): void;
  invite(): void;
  signOut(): void;
}

export function Sidebar({ open, alone, find, newRoom, newDirect, invite, signOut }: SidebarProps): JSX.Element {
  const say = useSay();
  const { workspace, rooms, feed, me } = useLive();
  const visible = inSidebar(rooms, open);
  const member = isMember(me.role);
  return (
    <div className="side" {...(alone && { id: 'main', role: 'main', tabIndex: -1 })}>
      {alone && <h1 className="spoken">{workspace}</h1>}
      <div className="side-top">
        <Menu
          label={say('side.workspaceMenu', { workspace })}
          items={[
            member && { label: say('side.invite'), icon: 'add', run: invite },
            { label: say('side.everyone'), icon: 'people', run: () => go({ at: 'people' }) },
            { label: say('side.browse'), icon: 'hash', run: () => go({ at: 'rooms' }) },
          ]}
          trigger={(props) => (
            <button {...props} type="button" className="side-house" aria-label={say('side.workspaceMenu', { workspace })}>
              <Mark />
              <span>{workspace}</span>
              <Icon name="down" size={14} />
            </button>
          )}
        />
      </div>
      <button type="button" className="side-find" onClick={find} aria-keyshortcuts="Control+K Meta+K">
        <span>{say('side.find')}</span>
        <kbd aria-hidden="true">{FIND_KEYS}</kbd>
      </button>
      <nav aria-label={say('side.label')} data-region tabIndex={-1}>
        {feed === undefined ? (
          <Waiting />
        ) : (
          <>
            <Section title={say('side.rooms')} rooms={visible.filter(({ type }) => type !== 'direct')} open={open} none={say('side.none')}>
              {member && (
                <Menu
                  label={say('side.addRoom')}
                  align="end"
                  items={[
                    { label: say('side.newRoom'), icon: 'plus', run: newRoom },
                    { label: say('side.browse'), icon: 'find', run: () => go({ at: 'rooms' }) },
                  ]}
                  trigger={(props) => <IconButton {...props} icon="plus" size={15} label={say('side.addRoom')} />}
                />
              )}
            </Section>
            <Section title={say('side.people')} rooms={visible.filter(({ type }) => type === 'direct')} open={open} none={member ? say('side.noPeople') : ''}>
              {member && <IconButton icon="plus" size={15} label={say('side.addPerson')} onClick={newDirect} />}
            </Section>
            {member && (
              <button type="button" className="row row-invite" onClick={invite}>
                <Icon name="add" />
                <span className="row-name">{say('side.invite')}</span>
              </button>
            )}
          </>
        )}
      </nav>
      <Me signOut={signOut} />
    </div>
  );
}

function Section({
  title,
  rooms,
  open,
  none,
  children,
}: {
  readonly title: string;
  readonly rooms: readonly RoomEntry[];
  readonly open: string | undefined;
  readonly none: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section aria-label={title}>
      <div className="side-head">
        <h2>{title}</h2>
        {children}
      </div>
      {rooms.length === 0 && none !== '' && <p className="side-none">{none}</p>}
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <Row room={room} here={room.id === open} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ room, here }: { readonly room: RoomEntry; readonly here: boolean }): JSX.Element {
  const say = useSay();
  // In a conversation between people everything said is for whoever is in it.
  const calling = room.type === 'direct' ? room.unread : room.mentions;
  const count = calling > 0 ? calling : room.unread;
  const spoken = [
    say(`mark.${room.type === 'direct' ? 'direct' : (room.table ?? room.type)}`),
    room.unread > 0 && say('unread.count', { count: room.unread }),
    room.mentions > 0 && say('unread.mentions', { count: room.mentions }),
    room.archived && say('room.archived'),
  ].filter((part) => part !== false);
  return (
    <Link
      to={{ at: 'room', room: room.id }}
      className={`row${count > 0 ? ' unread' : ''}${room.archived ? ' archived' : ''}`}
      aria-current={here ? 'page' : undefined}
    >
      <RoomMark room={room} />
      <span className="row-name">{room.name}</span>
      <span className="spoken">, {spoken.join(', ')}</span>
      {count > 0 && (
        <span className={calling > 0 ? 'row-calls' : 'row-count'} aria-hidden="true">
          {shown(count)}
        </span>
      )}
    </Link>
  );
}

function Me({ signOut }: { signOut(): void }): JSX.Element {
  const say = useSay();
  const { me } = useLive();
  const { state } = useStatus();
  const here = state === 'open';
  return (
    <Menu
      label={say('side.me', { name: me.name })}
      items={[
        { label: say('side.settings'), icon: 'gear', run: () => go({ at: 'settings' }) },
        { label: say('side.sessions'), icon: 'device', run: () => go({ at: 'settings', part: 'sessions' }) },
        { label: say('side.wire'), icon: 'wire', run: () => showWire(true) },
        'line',
        { label: say('side.signOut'), icon: 'leave', run: signOut },
      ]}
      trigger={(props) => (
        <button {...props} type="button" className="me">
          <Face id={me.id} name={me.name} size={28} present={here} mine />
          <span>
            <b>{me.name}</b>
            <small>{say(here ? 'side.here' : state === 'connecting' ? 'side.connecting' : 'side.away')}</small>
          </span>
        </button>
      )}
    />
  );
}

/** Rows of about the length that names have, in the place where they will be. */
function Waiting(): JSX.Element {
  return (
    <div className="side-waiting" aria-hidden="true">
      {[52, 70, 44, 62, 58].map((percent) => (
        <span key={percent}>
          <i style={{ inlineSize: `${percent}%` }} />
        </span>
      ))}
    </div>
  );
}
