import { memo, useState } from 'react';
import type { ComposerHandle } from './composer.tsx';
import { walk } from './floating.tsx';
import { useGround } from './ground.ts';
import type { MessageActions } from './message-actions.ts';
import { FailedRow, MessageRow } from './message-row.tsx';
import type { Message } from '../messages.ts';
import type { FailedMessage } from './pending.ts';
import type { Row } from './rows.ts';

export interface MessageListProps {
  readonly rows: readonly Row[];
  readonly failed: readonly FailedMessage[];
  readonly pins: readonly number[];
  readonly found: number | undefined;
  readonly editing: number | undefined;
  readonly writable: boolean;
  readonly waiting: boolean;
  readonly now: number;
  quoted(ordinal: number): Message | null | undefined;
  readonly actions: MessageActions;
  readonly ref: React.Ref<HTMLDivElement>;
  /** The way out by keyboard. */
  readonly composer: React.RefObject<ComposerHandle | null>;
}

/** The rows. One tab stop; arrow keys go from message to message, Enter to what can be done with one, Esc back. */
export const MessageList = memo(function MessageList({
  ref,
  rows,
  failed,
  pins,
  found,
  editing,
  writable,
  waiting,
  now,
  quoted,
  actions,
  composer,
}: MessageListProps) {
  const { me, say, clock } = useGround();
  const [stop, setStop] = useState<number | undefined>(undefined);
  const last = rows.findLast((row) => row.is === 'message');
  const stopHere = rows.some((row) => row.is === 'message' && row.message.ordinal === stop) ? stop : last?.message.ordinal;
  const days = { today: say('chat.today'), yesterday: say('chat.yesterday') };

  return (
    <div
      ref={ref}
      className="chat-rows"
      onFocus={(event) => {
        const ordinal = Number(event.target.closest('article')?.getAttribute('data-ordinal'));
        if (ordinal > 0) setStop(ordinal);
      }}
      onKeyDown={(event) => keyed(event, () => composer.current?.focus())}
    >
      {rows.map((row) => {
        if (row.is === 'day')
          return (
            <div key={row.key} className="chat-day">
              {clock.dayName(row.at, now, days)}
            </div>
          );
        if (row.is === 'new')
          return (
            <div key={row.key} className="chat-new" data-new="">
              {say('chat.new')}
            </div>
          );
        const { message, head, pending, key } = row;
        return (
          <MessageRow
            key={key}
            message={message}
            head={head}
            pending={pending}
            waiting={waiting}
            pinned={pins.includes(message.ordinal)}
            found={found === message.ordinal}
            editing={editing === message.ordinal}
            writable={writable}
            stop={stopHere === message.ordinal}
            quoted={message.quote === undefined ? null : quoted(message.quote)}
            actions={actions}
          />
        );
      })}
      {failed.map((one, i) => (
        <FailedRow key={`failed ${one.which.client} ${one.which.n}`} failed={one} head={i === 0 && last?.message.author !== me.id} actions={actions} />
      ))}
    </div>
  );
});

function keyed(event: React.KeyboardEvent<HTMLElement>, toComposer: () => void): void {
  const { target, key, currentTarget } = event;
  // Menus and sheets that stand in a row have keys of their own.
  if (!(target instanceof HTMLElement) || event.defaultPrevented || target.closest('[popover], dialog')) return;
  const row = target.closest<HTMLElement>('article');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target === row && key === 'Enter') {
    event.preventDefault();
    row.querySelector<HTMLElement>('.chat-tools button, .chat-failure button')?.focus();
  } else if (key === 'Escape') {
    event.preventDefault();
    if (target === row) toComposer();
    else row.focus();
  } else if (key === 'ArrowUp' || key === 'ArrowDown' || (target === row && (key === 'Home' || key === 'End'))) {
    const all = [...currentTarget.querySelectorAll<HTMLElement>('article')];
    const here = all.indexOf(row);
    const to = key === 'Home' ? all[0] : key === 'End' ? all.at(-1) : all[here + (key === 'ArrowUp' ? -1 : 1)];
    event.preventDefault();
    if (to) to.focus();
    else if (key === 'ArrowDown') toComposer();
  } else {
    const tools = target.closest<HTMLElement>('.chat-tools');
    if (tools) walk(event, tools);
  }
}
