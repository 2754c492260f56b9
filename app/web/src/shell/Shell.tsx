import './shell.css';
import '../connection/banner.css';
import { useStatus } from '@atrium/client/react';
import { chat } from '@atrium/kind-chat';
import { type JSX, lazy, type MouseEvent, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Farewell } from '../App.tsx';
import { signOut } from '../api/session.ts';
import { explain } from '../api/explain.ts';
import { Banner } from '../connection/Banner.tsx';
import { useBadge } from '../live/badge.ts';
import { KeptRooms } from '../live/kept-rooms.ts';
import { inSidebar, neighbour, waiting } from '../live/rooms.ts';
import { useLive } from '../live/Live.tsx';
import { Mishap } from '../parts/Mishap.tsx';
import { remember, remembered } from '../parts/memory.ts';
import { toast } from '../parts/toasts.ts';
import { RoomPage } from '../room/RoomPage.tsx';
import { go, useRoute } from '../routing/router.ts';
import { Sidebar } from '../sidebar/Sidebar.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { Switcher } from '../switcher/Switcher.tsx';
import { Home } from './Home.tsx';
import { nextRegion, shortcutOf } from './keys.ts';
import { useChosen } from './useChosen.ts';
import { useNarrow } from './useNarrow.ts';

const RoomsPage = lazy(async () => ({ default: (await import('../rooms/RoomsPage.tsx')).RoomsPage }));
const PeoplePage = lazy(async () => ({ default: (await import('../people/PeoplePage.tsx')).PeoplePage }));
const SettingsPage = lazy(async () => ({ default: (await import('../settings/SettingsPage.tsx')).SettingsPage }));
const NewRoom = lazy(async () => ({ default: (await import('../rooms/NewRoom.tsx')).NewRoom }));
const NewDirect = lazy(async () => ({ default: (await import('../rooms/NewDirect.tsx')).NewDirect }));
const InviteDialog = lazy(async () => ({ default: (await import('../people/InviteDialog.tsx')).InviteDialog }));

const LAST_ROOM = 'room';

export function Shell({ leave }: { leave(farewell: Farewell): void }): JSX.Element {
  const { say } = useSpeech();
  const route = useRoute();
  const live = useLive();
  const { client, rooms, workspace, feed } = live;
  const [open, setOpen] = useState<'find' | 'new-room' | 'new-direct' | 'invite'>();
  const close = useCallback(() => setOpen(undefined), []);
  const room = route.at === 'room' ? route.room : undefined;
  const narrow = useNarrow();
  const atHome = route.at === 'home' || route.at === 'nowhere';
  useChosen();

  const status = useStatus();
  useEffect(() => {
    if (status.state !== 'rejected') return;
    if (status.error?.code === 'version') toast(say('connection.version'), { label: say('reload'), run: () => location.reload() });
    else leave(status.error?.code === 'account-closed' ? 'closed' : 'ended');
  }, [status, leave, say]);

  const kept = useMemo(() => new KeptRooms((id) => client.channel(chat, id)), [client]);
  useEffect(() => () => kept.close(), [kept]);
  useEffect(() => {
    if (room === undefined) return;
    kept.opened(room);
    remember(LAST_ROOM, room);
  }, [kept, room]);

  // On a wide screen an empty middle helps nobody: back to where they were.
  useEffect(() => {
    if (route.at !== 'home' || feed === undefined || narrow) return;
    const last = remembered(LAST_ROOM);
    const to = rooms.find(({ id }) => id === last) ?? inSidebar(rooms, undefined)[0];
    if (to !== undefined) go({ at: 'room', room: to.id }, { replace: true });
  }, [route.at, feed, rooms, narrow]);

  const leaveHouse = useCallback((): void => {
    signOut().then(
      () => leave('signed-out'),
      (error: unknown) => toast(explain(error, say)),
    );
  }, [leave, say]);

  const state = useRef({ rooms, room });
  useEffect(() => {
    state.current = { rooms, room };
  }, [rooms, room]);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event);
      // An open dialog has the keyboard to itself.
      if (shortcut === undefined || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (shortcut === 'close') return;
      event.preventDefault();
      if (shortcut === 'find') return setOpen('find');
      if (shortcut === 'next-region' || shortcut === 'previous-region') return toRegion(shortcut === 'next-region' ? 1 : -1);
      const to = neighbour(inSidebar(state.current.rooms, state.current.room), state.current.room, shortcut.step, shortcut.unreadOnly);
      if (to !== undefined) go({ at: 'room', room: to });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  const entry = rooms.find(({ id }) => id === room);
  const titles = { rooms: say('browse.title'), people: say('people.title'), settings: say('settings.title') } as const;
  const place = route.at === 'room' ? (entry?.name ?? '') : route.at in titles ? titles[route.at as keyof typeof titles] : '';
  useBadge(waiting(rooms), place, workspace);

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={skip}>
        {say('skip')}
      </a>
      <Banner />
      <div className="house" data-at={atHome ? 'home' : 'court'}>
        <Sidebar
          open={room}
          alone={narrow && atHome}
          find={() => setOpen('find')}
          newRoom={() => setOpen('new-room')}
          newDirect={() => setOpen('new-direct')}
          invite={() => setOpen('invite')}
          signOut={leaveHouse}
        />
        <Mishap say={say} about={room ?? route.at}>
          <Suspense fallback={<main id="main" className="court" data-region tabIndex={-1} aria-busy="true" />}>
            {route.at === 'room' ? (
              <RoomPage key={route.room} room={route.room} at={route.ordinal} thing={route.ref} />
            ) : route.at === 'rooms' ? (
              <RoomsPage newRoom={() => setOpen('new-room')} />
            ) : route.at === 'people' ? (
              <PeoplePage invite={() => setOpen('invite')} />
            ) : route.at === 'settings' ? (
              <SettingsPage />
            ) : narrow ? null : (
              <Home newRoom={() => setOpen('new-room')} invite={() => setOpen('invite')} />
            )}
          </Suspense>
        </Mishap>
      </div>
      {open === 'find' && <Switcher close={close} />}
      <Suspense>
        {open === 'new-room' && <NewRoom close={close} />}
        {open === 'new-direct' && <NewDirect close={close} />}
        {open === 'invite' && <InviteDialog close={close} />}
      </Suspense>
    </div>
  );
}

function skip(event: MouseEvent): void {
  // The address bar is the router's.
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function toRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.checkVisibility());
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  regions[nextRegion(regions.length, at, step)]?.focus();
}
