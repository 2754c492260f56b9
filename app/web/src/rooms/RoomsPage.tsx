import { chat } from '@atrium/kind-chat';
import { type JSX, useState } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { isMember } from '../live/may.ts';
import { Blank } from '../parts/Blank.tsx';
import { Button } from '../parts/Button.tsx';
import { toast } from '../parts/toasts.ts';
import { Link } from '../routing/Link.tsx';
import { go } from '../routing/router.ts';
import { RoomMark } from '../sidebar/RoomMark.tsx';
import { Page } from '../shell/Page.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { ranked } from '../switcher/match.ts';

/** All public rooms: those to join, and those one is in. */
export function RoomsPage({ newRoom }: { newRoom(): void }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { client, directory, workspace, me, feed } = useLive();
  const [find, setFind] = useState('');
  const [busy, setBusy] = useState<string>();
  const member = isMember(me.role);
  if (!member) {
    return (
      <Page title={say('browse.title')}>
        <p className="page-about">{say('browse.guest')}</p>
      </Page>
    );
  }
  const join = async (room: string): Promise<void> => {
    setBusy(room);
    try {
      await client.emit(chat, room, 'join', {});
      go({ at: 'room', room });
    } catch (error) {
      toast(explain(error, say));
      setBusy(undefined);
    }
  };
  const collator = new Intl.Collator(tongue.locale, { numeric: true });
  const all = [...(directory?.rooms ?? [])].sort((a, b) => Number(a.archived) - Number(b.archived) || collator.compare(a.name, b.name));
  const found = find.trim() === '' ? all : ranked(all, find, ({ name, topic }) => `${name} ${topic}`);
  return (
    <Page
      title={say('browse.title')}
      tools={
        <Button icon="plus" onClick={newRoom}>
          {say('side.newRoom')}
        </Button>
      }
    >
      <p className="page-about">{say('browse.about', { workspace })}</p>
      {all.length > 0 && (
        <input
          className="input"
          type="search"
          value={find}
          onChange={(event) => setFind(event.target.value)}
          placeholder={say('browse.find')}
          aria-label={say('browse.find')}
        />
      )}
      {directory !== undefined && all.length === 0 && (
        <Blank about={say('browse.none')}>
          <Button look="main" onClick={newRoom}>
            {say('side.newRoom')}
          </Button>
        </Blank>
      )}
      {all.length > 0 && found.length === 0 && <p className="page-about">{say('browse.noneFound')}</p>}
      <ul className="lines">
        {found.map(({ id, name, topic, archived }) => {
          const joined = feed?.rooms[id] !== undefined;
          return (
            <li key={id}>
              <div className="line-text">
                <b>
                  <RoomMark room={feed?.rooms[id] ?? { type: 'public', table: null, people: [] }} />
                  {joined ? <Link to={{ at: 'room', room: id }}>{name}</Link> : name}
                  {archived && <span className="tag">{say('browse.archived')}</span>}
                </b>
                <p>{[joined ? say('browse.joined') : '', topic].filter((part) => part !== '').join(' · ')}</p>
              </div>
              {joined ? (
                <Button onClick={() => go({ at: 'room', room: id })}>
                  {say('browse.open')}
                  <span className="spoken"> {name}</span>
                </Button>
              ) : (
                !archived && (
                  <Button disabled={busy !== undefined} onClick={() => void join(id)}>
                    {say('browse.join')}
                    <span className="spoken"> {name}</span>
                  </Button>
                )
              )}
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
