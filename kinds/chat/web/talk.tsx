import { useClient } from '@atrium/client/react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ChatView } from '../messages.ts';
import { Announcer } from './announcer.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { useGround } from './ground.ts';
import { useHost } from './host.ts';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';
import { failedMessages, type Pending } from './pending.ts';
import { rowsOf } from './rows.ts';
import { coarse } from './touch.ts';
import { TypingLine } from './typing-line.tsx';
import { useActions } from './use-actions.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useReading } from './use-reading.ts';
import { useScroller } from './use-scroller.ts';
import { type Conversing, useTimeline } from './use-timeline.ts';

/** With more screens unread than this a room opens at its end, with a bar that leads to where one stopped. */
const SCREENS_UNREAD = 2;
const HOUR_MS = 60 * 60_000;

export interface TalkProps {
  readonly channel: Conversing;
  readonly view: ChatView;
  readonly pending: readonly Pending[];
  readonly room: string;
  readonly at: number | undefined;
}

/** A conversation that is there: list, bars, composer. */
export function Talk({ channel, view, pending, room, at }: TalkProps) {
  const { me, say, clock, nameOf, may } = useGround();
  const { focused, connection } = useHost();
  // What today is, the hub knows; this machine's clock may be wrong by a year.
  const client = useClient();
  const composer = useRef<ComposerHandle>(null);
  const [found, setFound] = useState<number | undefined>(undefined);
  const [editing, setEditing] = useState<number | undefined>(undefined);
  const [bar, setBar] = useState(false);
  /** The room stands where it opens; until then nothing counts as seen. */
  const [placed, setPlaced] = useState(false);

  const member = view.members.some(({ id }) => id === me.id);
  const others = view.members.filter(({ id }) => id !== me.id);
  const direct = view.room.type === 'direct';
  const name = direct ? others.map(({ id }) => nameOf(id)).join(', ') : view.room.name;
  const confirmed = channel.confirmed?.last ?? view.last;

  const { reading, look, wrote, markRead, markUnread } = useReading(room, { last: confirmed, member });
  const firstNew = reading?.newAfter === undefined ? undefined : reading.newAfter + 1;
  const where = useRef<() => number | undefined>(() => undefined);
  const { timeline, messages, quoted } = useTimeline(channel, { view, pending, me: me.id, where, besides: bar ? firstNew : undefined });
  const { box, list, scroller, atEnd } = useScroller(timeline, () => bar && shows(box.current, '[data-new]') && setBar(false));
  useLayoutEffect(() => {
    where.current = () => scroller.current?.reading;
  }, [scroller]);

  const rows = useMemo(
    () => rowsOf({ messages, clock, newAfter: reading?.newAfter, me: me.id, confirmed, keep: found }),
    [messages, clock, reading?.newAfter, me.id, confirmed, found],
  );
  const failed = useMemo(() => failedMessages(pending), [pending]);

  const jump = async (ordinal: number, place: 'middle' | 'top' = 'middle'): Promise<void> => {
    if (place === 'middle') setFound(ordinal);
    scroller.current?.go({ ordinal, place });
    const how = await timeline.open(ordinal);
    if (how === 'here' || how === 'left') return;
    scroller.current?.forget();
    notify(say(how === 'missing' ? 'chat.messageGone' : 'chat.messageFailed'));
  };
  const { actions, notice, notify, deleting, stopDeleting, remove, follow } = useActions({
    channel,
    room,
    composer,
    jump: (ordinal) => void jump(ordinal),
    markUnread,
  });

  const toLatest = (): void => {
    if (!timeline.window.live) timeline.latest();
    scroller.current?.go('end');
  };
  const send = (text: string, quote: number | undefined): void => {
    // A refusal for good is shown at the message itself, which keeps its text.
    channel.emit('post', { text, ...(quote !== undefined && { quote }) }, { keep: true }).catch(() => {});
    wrote(confirmed);
    setBar(false);
    toLatest();
  };

  useLayoutEffect(() => {
    if (placed || !reading || at !== undefined) return;
    setPlaced(true);
    const first = rows[rows.findIndex(({ is }) => is === 'new') + 1];
    // Who has scrolled away meanwhile is left where they are.
    if (firstNew === undefined || scroller.current?.following === false) return;
    const screens = scroller.current?.screensBelow('[data-new]') ?? Infinity;
    if (first?.is === 'message' && screens <= SCREENS_UNREAD) scroller.current?.go({ ordinal: first.message.ordinal, place: 'top' });
    else setBar(true);
  }, [placed, reading, at, rows, firstNew, scroller]);
  const latest = useLatest({ jump, look });
  useEffect(() => {
    if (at !== undefined) void latest.current.jump(at).finally(() => setPlaced(true));
    else if (!coarse()) composer.current?.focus();
  }, [at, latest]);
  const watching = placed && atEnd && focused && !bar;
  useEffect(() => latest.current.look(confirmed, watching), [confirmed, watching, latest]);
  useKeptFocus(list, composer);

  const isMember = useMemo(() => {
    const ids = new Set(view.members.map(({ id }) => id));
    return (id: string) => ids.has(id);
  }, [view.members]);
  const news = reading ? view.messages.filter(({ ordinal, author, deleted }) => ordinal > reading.seen && author !== me.id && !deleted).length : 0;
  const since = bar && firstNew !== undefined ? quoted(firstNew) : undefined;
  const { older, live, failed: broken, loading } = timeline.window;

  return (
    <>
      {bar && firstNew !== undefined && (
        <div className="chat-bar">
          <span>
            {since
              ? say('chat.newSince', { count: confirmed - firstNew + 1, time: clock.time(since.at) })
              : say('chat.newCount', { count: confirmed - firstNew + 1 })}
          </span>
          <Press onPress={() => (setBar(false), void jump(firstNew, 'top'))}>{say('chat.jump')}</Press>
          <Press onPress={() => (setBar(false), markRead(confirmed))}>{say('chat.markRead')}</Press>
        </div>
      )}
      <div className="chat-court">
        <div
          ref={box}
          className={placed || at === undefined ? 'chat-scroll' : 'chat-scroll chat-unplaced'}
          role="log"
          aria-live="off"
          aria-busy={loading !== undefined}
          aria-label={name === '' ? say('chat.messages.plain') : say('chat.messages', { room: name })}
        >
          <div className="chat-fill">
            {older ? (
              <Edge failed={broken === 'older'} onAgain={() => void timeline.older()} />
            ) : (
              <p className="chat-beginning">
                {rows.length > 0
                  ? say(direct ? 'chat.beginning.direct' : 'chat.beginning', { room: name })
                  : say(!direct ? 'chat.empty' : others.length > 1 ? 'chat.empty.directGroup' : 'chat.empty.direct', { room: name })}
              </p>
            )}
          </div>
          <MessageList
            ref={list}
            rows={rows}
            failed={live ? failed : noneFailed}
            pins={view.pins}
            found={found}
            editing={editing}
            writable={member && !view.room.archived}
            waiting={connection !== 'ok'}
            now={Math.floor(client.now() / HOUR_MS) * HOUR_MS}
            quoted={quoted}
            actions={actions}
            composer={composer}
          />
          {!live && <Edge failed={broken === 'newer'} onAgain={() => void timeline.newer()} />}
        </div>
        {!atEnd && (
          <button type="button" className={news > 0 ? 'chat-latest chat-latest-new' : 'chat-latest'} onClick={toLatest}>
            <Icon name="down" />
            {news > 0 ? say('chat.jumpToLatestCount', { count: news }) : say('chat.jumpToLatest')}
          </button>
        )}
        <p className="chat-notice" role="status">
          {notice}
        </p>
      </div>
      <TypingLine channel={channel} />
      {view.room.archived ? (
        <p className="chat-instead">{say('chat.archived')}</p>
      ) : !member ? (
        <div className="chat-instead">
          <span>{say('chat.visiting', { room: name })}</span>
          {may('room.join') && <Press onPress={() => follow(channel.emit('join', {}))}>{say('chat.join')}</Press>}
        </div>
      ) : !may('message.post') ? (
        <p className="chat-instead">{say('chat.readOnly')}</p>
      ) : (
        <Composer
          ref={composer}
          room={room}
          roomName={name}
          isMember={isMember}
          quoted={quoted}
          lastOwn={() => messages.findLast(({ author, deleted, ordinal }) => author === me.id && !deleted && ordinal <= confirmed)}
          send={send}
          change={(ordinal, text) => follow(channel.emit('edit', { ordinal, text }))}
          typing={() => channel.signal('typing', {})}
          onEditing={setEditing}
        />
      )}
      <Announcer view={view} />
      {deleting && <DeleteDialog message={deleting} onClose={stopDeleting} onDelete={() => (stopDeleting(), remove(deleting))} />}
    </>
  );
}

const noneFailed: readonly never[] = [];

function Press({ onPress, children }: { onPress(): void; readonly children: React.ReactNode }) {
  return (
    <button type="button" onClick={onPress}>
      {children}
    </button>
  );
}

/** Where more messages will be: its place is kept, and its words come only when it takes long. */
function Edge({ failed, onAgain }: { readonly failed: boolean; onAgain(): void }) {
  const { say } = useGround();
  return (
    <div className="chat-edge">
      {failed ? (
        <>
          <span>{say('chat.loadFailed')}</span>
          <Press onPress={onAgain}>{say('chat.loadAgain')}</Press>
        </>
      ) : (
        <span className="chat-late">{say('chat.loading')}</span>
      )}
    </div>
  );
}

function useLatest<T>(value: T): React.RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

function shows(box: HTMLElement | null, selector: string): boolean {
  const line = box?.querySelector(selector)?.getBoundingClientRect();
  const edge = box?.getBoundingClientRect();
  return line !== undefined && edge !== undefined && line.bottom > edge.top && line.top < edge.bottom;
}
