import { useChannel } from '@atrium/client/react';
import { chat } from '../contract.ts';
import './conversation.css';
import './message.css';
import './composer.css';
import './menus.css';
import { GroundContext, useGroundOfHost } from './ground.ts';
import { Talk } from './talk.tsx';

/** A room's conversation, with everything that belongs to it but its header. `at`: the message that a link leads to. */
export function Conversation({ room, at }: { readonly room: string; readonly at?: number }) {
  const ground = useGroundOfHost();
  const { say } = ground;
  const { channel, view, pending, state } = useChannel(chat, room);
  return (
    <GroundContext value={ground}>
      <section className="chat">
        {state === 'stale' && (
          <div className="chat-bar">
            <span>{say('chat.stale')}</span>
            <button type="button" onClick={() => location.reload()}>
              {say('chat.reload')}
            </button>
          </div>
        )}
        {state === 'refused' ? (
          <p className="chat-refused">{say('chat.notFound')}</p>
        ) : channel && view ? (
          <Talk key={room} channel={channel} view={view} pending={pending} room={room} at={at} />
        ) : (
          <div className="chat-court" aria-busy="true">
            <p className="chat-late chat-refused">{say('chat.loading')}</p>
          </div>
        )}
      </section>
    </GroundContext>
  );
}
