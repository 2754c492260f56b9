import { chat, type Message } from '@atrium/kind-chat';
import { Face } from '@atrium/kind-chat/web';
import { type JSX, useEffect, useMemo, useState } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { may } from '../live/may.ts';
import { IconButton } from '../parts/Button.tsx';
import { toast } from '../parts/toasts.ts';
import { Link } from '../routing/Link.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { excerpt } from './excerpt.ts';
import type { OpenRoom } from './open-room.ts';
import { Panel } from './Panel.tsx';

/** Messages a query takes at most. */
const AT_ONCE = 100;

/** Pinned messages, the newest first. Those that the open conversation does not hold are asked for. */
export function PinsPanel({ room, close }: { readonly room: OpenRoom; close(): void }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { client, me, person } = useLive();
  const { pins, messages } = room.view;
  const [asked, setAsked] = useState<ReadonlyMap<number, Message>>(new Map());
  const [wrong, setWrong] = useState<unknown>();
  const held = useMemo(() => new Map(messages.map((message) => [message.ordinal, message])), [messages]);
  const missing = pins.filter((ordinal) => !held.has(ordinal) && !asked.has(ordinal)).slice(0, AT_ONCE);
  const ask = missing.join(',');

  useEffect(() => {
    if (ask === '') return;
    let wanted = true;
    setWrong(undefined);
    client.query(chat, room.id, 'messages', { ordinals: ask.split(',').map(Number) }).then(
      ({ reply }) => wanted && setAsked((before) => new Map([...before, ...reply.messages.map((message) => [message.ordinal, message] as const)])),
      (error: unknown) => wanted && setWrong(error),
    );
    return () => {
      wanted = false;
    };
  }, [client, room.id, ask]);

  const unpin = (ordinal: number): void => {
    client.emit(chat, room.id, 'pin', { ordinal, on: false }).catch((error: unknown) => toast(explain(error, say)));
  };
  const when = new Intl.DateTimeFormat(tongue.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const mayUnpin = may(me.role, 'message.pin') && !room.view.room.archived && room.view.members.some(({ id }) => id === me.id);
  return (
    <Panel title={say('pins.title')} close={close}>
      {pins.length === 0 && <p className="panel-none">{say('pins.none')}</p>}
      {wrong !== undefined && (
        <p className="panel-none" role="alert">
          {explain(wrong, say)}
        </p>
      )}
      <ul>
        {[...pins].reverse().map((ordinal) => {
          const message = held.get(ordinal) ?? asked.get(ordinal);
          if (message === undefined) return null;
          const name = person(message.author)?.name ?? say('unknownPerson');
          return (
            <li key={ordinal} className="pin">
              <Link to={{ at: 'room', room: room.id, ordinal }} title={say('pins.open')} className="pin-link">
                <Face id={message.author} name={name} size={28} mine={message.author === me.id} />
                <span>
                  <b>{name}</b> <time dateTime={new Date(message.at).toISOString()}>{when.format(message.at)}</time>
                  <span className="pin-text" dir="auto">
                    {message.deleted === true ? say('pins.deleted') : excerpt(message.text, (id) => person(id)?.name)}
                  </span>
                </span>
              </Link>
              {mayUnpin && <IconButton icon="close" size={14} label={say('pins.unpin')} onClick={() => unpin(ordinal)} />}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
