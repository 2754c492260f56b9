import './room.css';
import { useChannel, useStatus } from '@atrium/client/react';
import { chat } from '@atrium/kind-chat';
import { ChatHostContext, type ChatHost, Conversation } from '@atrium/kind-chat/web';
import { type JSX, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useAttention } from '../live/attention.ts';
import { type Live, useLive } from '../live/Live.tsx';
import { may } from '../live/may.ts';
import { directName } from '../live/rooms.ts';
import { Blank } from '../parts/Blank.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { addressOf } from '../routing/route.ts';
import { go, useArrivals } from '../routing/router.ts';
import { useSay, useSpeech } from '../strings/speech.tsx';
import { showWire, useWireOpen } from '../wire/open-wire.ts';
import { useOneAtATime } from '../shell/useNarrow.ts';
import { placeTable } from '../tables/place-table.ts';
import { RoomTable } from '../tables/RoomTable.tsx';
import { TableCard } from '../tables/TableCard.tsx';
import { isOffered, kindOfRef, offeredTables } from '../tables/tables.ts';
import { JoinRoom } from './JoinRoom.tsx';
import { MembersPanel } from './MembersPanel.tsx';
import { PinsPanel } from './PinsPanel.tsx';
import { RoomHeader } from './RoomHeader.tsx';
import type { OpenRoom } from './open-room.ts';

export type PanelName = 'members' | 'pins';
/** What a room with a table shows where there is no place for both. */
export type Side = 'table' | 'talk';

/** A room: its head, its conversation, and at most one panel beside it. */
export function RoomPage({
  room,
  at,
  thing,
}: {
  readonly room: string;
  readonly at: number | undefined;
  /** Something on the room's table that a link led to. */
  readonly thing: string | undefined;
}): JSX.Element {
  const say = useSay();
  const live = useLive();
  const host = useHost(live, room);
  const { view, presence, state } = useChannel(chat, room);
  const connected = useStatus().state === 'open';
  const arrivals = useArrivals();
  const [chosen, setChosen] = useState<PanelName>();
  const wire = useWireOpen();
  // There is room for one at the right.
  const panel = wire ? undefined : chosen;
  const setPanel = useCallback((name: PanelName | undefined): void => {
    if (name !== undefined) showWire(false);
    setChosen(name);
  }, []);
  useEffect(() => {
    if (wire) setChosen(undefined);
  }, [wire]);
  const oneAtATime = useOneAtATime();
  const [side, setSide] = useState<Side>(at === undefined ? 'table' : 'talk');
  // A link to a message leads to the conversation, and one to what is on the table there.
  useEffect(() => {
    if (at !== undefined) setSide('talk');
    else if (thing !== undefined) setSide('table');
  }, [at, thing, arrivals]);
  const listed = live.directory?.rooms.find(({ id }) => id === room);
  const mine = live.feed?.rooms[room];

  useEffect(() => {
    if (panel === undefined) return;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      setPanel(undefined);
      document.querySelector<HTMLElement>(`[data-panel="${panel}"]`)?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [panel, setPanel]);

  const { me, person } = live;
  const here: OpenRoom | undefined = useMemo(() => {
    if (view === undefined) return undefined;
    const others = view.members.map(({ id }) => id).filter((id) => id !== me.id);
    return {
      id: room,
      view,
      name: view.room.type === 'direct' ? directName(others, me.id, (id) => person(id)?.name) : view.room.name,
      present: [...presence.keys()],
    };
  }, [room, view, presence, me.id, person]);

  if (state === 'refused' && listed !== undefined && mine === undefined) return <JoinRoom room={listed} />;
  if (state === 'refused') {
    return (
      <Court name="">
        <Blank level={1} title={say('room.goneTitle')} about={say('room.gone')}>
          <Button onClick={() => go({ at: 'rooms' })}>{say('side.browse')}</Button>
        </Blank>
      </Court>
    );
  }
  if (here === undefined) {
    return (
      <Court name={mine === undefined ? '' : mine.type === 'direct' ? directName(mine.people, me.id, (id) => person(id)?.name) : mine.name} busy>
        {!connected && <p className="room-offline">{say('room.openingOffline')}</p>}
      </Court>
    );
  }
  const table = isOffered(here.view.room.table) ? here.view.room.table : undefined;
  const entry = live.rooms.find(({ id }) => id === room);
  const waiting = entry !== undefined && entry.unread > 0;
  // A panel takes the place of the conversation beside a table: there is one at the right.
  const talks = table === undefined || (oneAtATime ? side === 'talk' : panel === undefined && !wire);
  const talk = (
    <ChatHostContext value={host}>
      <Conversation key={at === undefined ? 'end' : `${at}-${arrivals}`} room={room} {...(at !== undefined && { at })} />
    </ChatHostContext>
  );
  return (
    <>
      <main id="main" className="court" data-region tabIndex={-1} aria-label={here.name}>
        <RoomHeader room={here} panel={panel} setPanel={setPanel} sides={table !== undefined && oneAtATime ? { side, waiting, show: setSide } : undefined} />
        {table === undefined ? (
          talk
        ) : (
          <div className="room-halves">
            {(!oneAtATime || side === 'table') && <RoomTable room={here} kind={table} at={thing} />}
            {talks && <div className="room-talk">{talk}</div>}
          </div>
        )}
      </main>
      {panel === 'members' && <MembersPanel room={here} close={() => setPanel(undefined)} />}
      {panel === 'pins' && <PinsPanel room={here} close={() => setPanel(undefined)} />}
    </>
  );
}

/** The place of a room that cannot be shown, with the way back. */
function Court({ name, busy = false, children }: { readonly name: string; readonly busy?: boolean; readonly children: ReactNode }): JSX.Element {
  const say = useSay();
  return (
    <main id="main" className="court" data-region tabIndex={-1} aria-busy={busy}>
      <header className="head">
        <IconButton className="back" icon="back" mirrored size={20} label={say('back')} onClick={() => go({ at: 'home' })} />
        {name !== '' ? <h1>{name}</h1> : busy && <h1 className="spoken">{say('room.opening')}</h1>}
      </header>
      {children}
    </main>
  );
}

/** What the conversation may ask of the house. */
function useHost(live: Live, room: string): ChatHost {
  const { say, speak, tongue } = useSpeech();
  const { state } = useStatus();
  const focused = useAttention();
  const { me, people, person, feedOffset, advance, markUnread } = live;
  const mine = live.feed?.rooms[room];
  const pointer = mine?.pointer;
  const mentions = mine?.mentions;
  const feed = useMemo(
    () => (pointer === undefined || mentions === undefined ? undefined : { pointer, mentions, offset: feedOffset }),
    [pointer, mentions, feedOffset],
  );
  const { client } = live;
  const commands = useMemo(() => new Map(offeredTables.map((kind) => [kind as string, () => placeTable(client, say, { room, kind })])), [client, say, room]);
  const openRoom = useCallback(
    (id: string, ordinal?: number, ref?: string) => go({ at: 'room', room: id, ...(ordinal !== undefined && { ordinal }), ...(ref !== undefined && { ref }) }),
    [],
  );
  return useMemo(
    (): ChatHost => ({
      me,
      people,
      person,
      say: speak,
      language: tongue.locale,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      openRoom,
      linkTo: (id, ordinal) => location.origin + addressOf({ at: 'room', room: id, ordinal }),
      feed,
      advance,
      markUnread,
      focused,
      connection: state === 'open' ? 'ok' : state === 'connecting' ? 'connecting' : 'waiting',
      may: (action) => may(me.role, action),
      commands,
      card: (id, ref) => {
        const kind = kindOfRef(ref);
        return kind && <TableCard room={id} kind={kind} at={ref} />;
      },
    }),
    [commands, me, people, person, speak, tongue.locale, openRoom, feed, advance, markUnread, focused, state],
  );
}
