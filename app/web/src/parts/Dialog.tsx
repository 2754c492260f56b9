import { type JSX, type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from '../strings/speech.tsx';
import { IconButton } from './Button.tsx';

/**
 * A native modal dialog: the browser keeps focus in it, closes it with Esc, and makes the rest inert. Mounted means open;
 * `onClose` must unmount it. Focus goes back to what had it.
 */
export function Dialog({
  title,
  children,
  onClose,
  className = '',
}: {
  readonly title: string;
  readonly children: ReactNode;
  onClose(): void;
  readonly className?: string;
}): JSX.Element {
  const say = useSay();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
      // A press that begins in a field and ends outside must not lose what was typed.
      onMouseDown={(event) => event.target === event.currentTarget && close.current()}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <IconButton icon="close" label={say('close')} onClick={() => close.current()} />
      </div>
      <div className="body">{children}</div>
    </dialog>
  );
}
