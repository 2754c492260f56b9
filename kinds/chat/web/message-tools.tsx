import { useLayoutEffect, useRef, useState } from 'react';
import { EmojiPicker, QuickEmoji } from './emoji-picker.tsx';
import { Floating } from './floating.tsx';
import { useGround } from './ground.ts';
import { Icon } from './icons.tsx';
import type { Offer } from './message-actions.ts';
import { coarse } from './touch.ts';

interface ToolsProps {
  readonly offers: readonly Offer[];
  /** Undefined when this person cannot react here. */
  readonly react: ((emoji: string) => void) | undefined;
}

/** The buttons that stand at a message while it is pointed at or has the focus. `onOpen` keeps them there while something of theirs is open. */
export function MessageTools({ offers, react, onOpen, onSheet }: ToolsProps & { onOpen(open: boolean): void; onSheet(): void }) {
  const { say } = useGround();
  const [open, setOpen] = useState<{ readonly what: 'emoji' | 'menu'; readonly anchor: HTMLElement } | undefined>(undefined);
  const show = (what: 'emoji' | 'menu') => (event: React.MouseEvent<HTMLElement>) => {
    setOpen({ what, anchor: event.currentTarget });
    onOpen(true);
  };
  const close = (): void => {
    setOpen(undefined);
    onOpen(false);
  };
  const direct = offers.filter(({ name }) => name === 'chat.reply' || name === 'chat.edit');
  return (
    <>
      <div className="chat-tools" role="toolbar" aria-label={say('chat.actions')}>
        {react && (
          <button type="button" title={say('chat.react')} aria-label={say('chat.react')} aria-haspopup="dialog" onClick={show('emoji')}>
            <Icon name="smile" />
          </button>
        )}
        {direct.map(({ name, icon, run }) => (
          <button key={name} type="button" title={say(name)} aria-label={say(name)} onClick={run}>
            <Icon name={icon} />
          </button>
        ))}
        <button
          type="button"
          title={say('chat.more')}
          aria-label={say('chat.more')}
          aria-haspopup="menu"
          onClick={(event) => (coarse() ? onSheet() : show('menu')(event))}
        >
          <Icon name="more" />
        </button>
      </div>
      {open?.what === 'emoji' && react && (
        <EmojiPicker
          anchor={open.anchor}
          onClose={close}
          onChoose={(emoji) => {
            close();
            react(emoji);
          }}
        />
      )}
      {open?.what === 'menu' && (
        <Floating anchor={open.anchor} label={say('chat.actions')} role="menu" className="chat-menu" onClose={close}>
          <OfferList offers={offers} role="menuitem" onDone={close} />
        </Floating>
      )}
    </>
  );
}

function OfferList({ offers, role, onDone }: { readonly offers: readonly Offer[]; readonly role?: 'menuitem'; onDone(): void }) {
  const { say } = useGround();
  return offers.map(({ name, icon, danger, run }) => (
    <button
      key={name}
      type="button"
      {...(role && { role })}
      className={danger ? 'chat-danger' : undefined}
      onClick={() => {
        onDone();
        run();
      }}
    >
      <Icon name={icon} />
      {say(name)}
    </button>
  ));
}

/** The same for a finger: a sheet from below, opened by a long press or by the three dots. */
export function MessageSheet({ offers, react, onClose }: ToolsProps & { onClose(): void }) {
  const { say } = useGround();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="chat-sheet"
      aria-label={say('chat.actions')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="chat-sheet-inside">
        {react && (
          <QuickEmoji
            onChoose={(emoji) => {
              onClose();
              react(emoji);
            }}
          />
        )}
        <OfferList offers={offers} onDone={onClose} />
        <button type="button" className="chat-sheet-close" onClick={onClose}>
          {say('chat.close')}
        </button>
      </div>
    </dialog>
  );
}
