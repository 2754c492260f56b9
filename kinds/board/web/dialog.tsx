import { type JSX, type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from './say.ts';

/** What is asked over the board. The focus goes back to where it was. */
export function BoardDialog({ title, onClose, children }: { readonly title: string; onClose(): void; readonly children: ReactNode }): JSX.Element {
  const say = useSay();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className="board-dialog" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
      <div className="board-acts">
        <button type="button" onClick={onClose}>
          {say('board.close')}
        </button>
      </div>
    </dialog>
  );
}
