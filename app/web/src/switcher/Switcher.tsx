import './switcher.css';
import { Face } from '@atrium/kind-chat/web';
import { shown } from '@atrium/kind-person';
import { type JSX, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLive } from '../live/Live.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useOpenDirect } from '../rooms/open-direct.ts';
import { go } from '../routing/router.ts';
import { RoomMark } from '../sidebar/RoomMark.tsx';
import { useSay } from '../strings/speech.tsx';
import { type Target, targets } from './targets.ts';

/** Type a few letters, press Enter. A combobox: the focus stays in the field, arrows move through the list. */
export function Switcher({ close }: { close(): void }): JSX.Element {
  const say = useSay();
  const { rooms, directory, people, me } = useLive();
  const openDirect = useOpenDirect();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => targets({ rooms, listed: directory?.rooms ?? [], people, me: me.id, typed }), [rooms, directory?.rooms, people, me.id, typed]);
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const take = (target: Target | undefined): void => {
    if (target === undefined) return;
    close();
    if (target.kind === 'person') void openDirect([target.id]);
    else go({ at: 'room', room: target.id });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) setAt((chosen + step + found.length) % found.length);
    else if (event.key === 'Enter') take(found[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="dialog switcher"
      aria-label={say('switcher.title')}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onMouseDown={(event) => event.target === event.currentTarget && close()}
    >
      <div className="switcher-field">
        <Icon name="find" size={18} />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
          aria-autocomplete="list"
          aria-label={say('switcher.placeholder')}
          placeholder={say('switcher.placeholder')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onKeyDown={press}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
      </div>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={say('switcher.title')}>
        {found.map((target, index) => (
          // The keyboard is the field's: aria-activedescendant says where it stands.
          <li
            key={`${target.kind}-${target.id}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseMove={() => setAt(index)}
            onClick={() => take(target)}
          >
            <Row target={target} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="switcher-none">{say('switcher.none')}</p>}
      <p className="spoken" role="status">
        {typed === '' ? '' : found.length === 0 ? say('switcher.none') : say('switcher.count', { count: found.length })}
      </p>
    </dialog>
  );
}

function Row({ target }: { readonly target: Target }): JSX.Element {
  const say = useSay();
  if (target.kind === 'person') {
    return (
      <>
        <Face id={target.id} name={target.name} size={20} />
        <span className="row-name">{target.name}</span>
      </>
    );
  }
  if (target.kind === 'public') {
    return (
      <>
        <Icon name="hash" />
        <span className="row-name">{target.name}</span>
        <small>{say('switcher.join')}</small>
      </>
    );
  }
  const { room } = target;
  const calling = room.type === 'direct' ? room.unread : room.mentions;
  return (
    <>
      <RoomMark room={room} />
      <span className={room.unread > 0 ? 'row-name unread' : 'row-name'}>{room.name}</span>
      {room.unread > 0 && <span className={calling > 0 ? 'row-calls' : 'row-count'}>{shown(calling > 0 ? calling : room.unread)}</span>}
    </>
  );
}
