import { useId, useLayoutEffect, useRef } from 'react';
import type { Message } from '../messages.ts';
import { useGround } from './ground.ts';
import { QuoteLine } from './quote-line.tsx';

/** Asks before a message is deleted, and says what that means. */
export function DeleteDialog({ message, onDelete, onClose }: { readonly message: Message; onDelete(): void; onClose(): void }) {
  const { say } = useGround();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="chat-dialog" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>{say('chat.delete.title')}</h2>
      <QuoteLine quoted={message} />
      <p>{say('chat.delete.what')}</p>
      <div className="chat-dialog-buttons">
        <button type="button" onClick={onClose}>
          {say('chat.cancel')}
        </button>
        <button type="button" className="chat-dialog-do" onClick={onDelete}>
          {say('chat.delete.do')}
        </button>
      </div>
    </dialog>
  );
}
