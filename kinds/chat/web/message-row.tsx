import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../messages.ts';
import { Face } from './faces.tsx';
import { useGround } from './ground.ts';
import { Icon } from './icons.tsx';
import { type MessageActions, offersFor } from './message-actions.ts';
import { MessageSheet, MessageTools } from './message-tools.tsx';
import { plainText } from './markdown.ts';
import type { FailedMessage } from './pending.ts';
import { Prose } from './prose.tsx';
import { QuoteLine } from './quote-line.tsx';
import { Reactions } from './reactions.tsx';
import { reasonOf } from './refusals.ts';
import { useLongPress } from './touch.ts';

export interface MessageRowProps {
  readonly message: Message;
  readonly head: boolean;
  readonly pending: boolean;
  /** Nothing leaves for now: what is pending says that it waits. */
  readonly waiting: boolean;
  readonly pinned: boolean;
  /** A link led here. */
  readonly found: boolean;
  /** It is in the composer, being changed. */
  readonly editing: boolean;
  readonly writable: boolean;
  /** The list's one tab stop. */
  readonly stop: boolean;
  readonly quoted: Message | null | undefined;
  readonly actions: MessageActions;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  return props.message.deleted ? <Stub {...props} /> : <StandingRow {...props} />;
});

function Stub({ message, found, stop }: MessageRowProps) {
  const { say } = useGround();
  return (
    <article
      className={classes('chat-row chat-stub', { 'chat-found': found })}
      data-ordinal={message.ordinal}
      aria-label={say('chat.deleted')}
      tabIndex={stop ? 0 : -1}
    >
      <span className="chat-gutter" />
      <p className="chat-body">{say('chat.deleted')}</p>
    </article>
  );
}

function StandingRow(props: MessageRowProps) {
  const { message, head, pending, pinned, found, editing, writable, stop, quoted, actions } = props;
  const ground = useGround();
  const { me, nameOf, say, clock } = ground;
  const row = useRef<HTMLElement>(null);
  const [pointed, setPointed] = useState(false);
  const [open, setOpen] = useState(false);
  const [sheet, setSheet] = useState(false);
  const press = useLongPress(() => setSheet(true));
  useTabStop(row, stop);
  useFocusBack(row, open || sheet);
  const inside = useFocusInside(row);

  const name = nameOf(message.author);
  const offers = pointed || open || sheet ? offersFor(message, { ground, actions, pinned, writable, pending }) : [];
  const react = writable && !pending ? (emoji: string) => actions.react(message, emoji) : undefined;
  const tools = { offers, react };
  return (
    <article
      ref={row}
      className={classes('chat-row', {
        'chat-head': head,
        'chat-pending': pending,
        'chat-at-me': message.mentions.includes(me.id),
        'chat-found': found,
        'chat-editing': editing,
        'chat-open': open,
      })}
      data-ordinal={message.ordinal}
      aria-label={say('chat.said', { name, text: plainText(message.text, nameOf), time: clock.time(message.at) })}
      tabIndex={stop ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setPointed(true)}
      onPointerLeave={(event) => event.pointerType === 'mouse' && setPointed(false)}
      onFocus={() => {
        inside.current = true;
        setPointed(true);
      }}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        inside.current = false;
        setPointed(false);
      }}
      {...press}
    >
      <span className="chat-gutter">
        {head ? <Face id={message.author} name={name} size={38} mine={message.author === me.id} /> : <Time at={message.at} />}
      </span>
      <div className="chat-body">
        {head && (
          <header>
            <b>{name}</b>
            <Time at={message.at} />
            {pinned && (
              <span className="chat-pinned" title={say('chat.pinned')}>
                <Icon name="pin" />
              </span>
            )}
          </header>
        )}
        {message.quote !== undefined && <QuoteLine quoted={quoted} onJump={() => actions.jump(message.quote ?? 0)} />}
        <Prose text={message.text} trail={message.edited === undefined ? undefined : <Edited at={message.edited} />} />
        <Reactions message={message} toggle={react} />
        {pending && props.waiting && <span className="chat-state">{say('chat.waitingToBeSent')}</span>}
      </div>
      {(pointed || open) && <MessageTools {...tools} onOpen={setOpen} onSheet={() => setSheet(true)} />}
      {sheet && <MessageSheet {...tools} onClose={() => setSheet(false)} />}
    </article>
  );
}

const Time = memo(function Time({ at }: { readonly at: number }) {
  const { clock } = useGround();
  return (
    <time dateTime={new Date(at).toISOString()} title={clock.full(at)}>
      {clock.time(at)}
    </time>
  );
});

const Edited = memo(function Edited({ at }: { readonly at: number }) {
  const { clock, say } = useGround();
  return (
    <small className="chat-edited" title={say('chat.editedAt', { time: clock.full(at) })}>
      {say('chat.edited')}
    </small>
  );
});

/** A message that was refused for good: it stays at the end, with its text, until the person decides. */
export const FailedRow = memo(function FailedRow({
  failed: { which, text, error },
  head,
  actions,
}: {
  readonly failed: FailedMessage;
  readonly head: boolean;
  readonly actions: MessageActions;
}) {
  const { me, say } = useGround();
  const reason = reasonOf(error, say);
  return (
    <article className={classes('chat-row chat-failed', { 'chat-head': head })} aria-label={`${text} ${say('chat.notSentBecause', { reason })}`} tabIndex={-1}>
      <span className="chat-gutter">{head && <Face id={me.id} name={me.name} size={38} mine />}</span>
      <div className="chat-body">
        {head && (
          <header>
            <b>{me.name}</b>
          </header>
        )}
        <Prose text={text} />
        <div className="chat-failure" role="alert">
          <span className="chat-failure-why">
            <Icon name="warn" />
            {reason === '' ? say('chat.notSent') : say('chat.notSentBecause', { reason })}
          </span>
          <span className="chat-failure-do">
            <button type="button" onClick={() => actions.retry(which)}>
              {say('chat.retry')}
            </button>
            <button type="button" onClick={() => actions.discard(which)}>
              {say('chat.discard')}
            </button>
          </span>
        </div>
      </div>
    </article>
  );
});

/** What can be pressed inside a message is reached by Tab only from the message that has the list's tab stop. */
function useTabStop(row: React.RefObject<HTMLElement | null>, stop: boolean): void {
  useLayoutEffect(() => {
    for (const inside of row.current?.querySelectorAll<HTMLElement>('a, .chat-body button') ?? []) inside.tabIndex = stop ? 0 : -1;
  });
}

/** What opened over a message and closes takes the focus with it; the message gets it back unless somebody else has it. */
function useFocusBack(row: React.RefObject<HTMLElement | null>, open: boolean): void {
  useEffect(() => {
    if (!open) return;
    const element = row.current;
    return () => {
      if (document.activeElement === document.body) element?.focus({ preventScroll: true });
    };
  }, [row, open]);
}

/** A button inside of the message that goes, such as a reaction that is taken back, leaves the focus to the message. */
function useFocusInside(row: React.RefObject<HTMLElement | null>): React.RefObject<boolean> {
  const inside = useRef(false);
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) row.current?.focus({ preventScroll: true });
  });
  return inside;
}

function classes(always: string, when: Readonly<Record<string, boolean>>): string {
  return [always, ...Object.keys(when).filter((name) => when[name])].join(' ');
}
