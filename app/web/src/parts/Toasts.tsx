import { type JSX, useSyncExternalStore } from 'react';
import { onToasts, shownToasts } from './toasts.ts';

export function Toasts(): JSX.Element {
  const toasts = useSyncExternalStore(onToasts, shownToasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, action }) => (
        <div key={id} className="toast">
          {text}
          {action !== undefined && (
            <button type="button" onClick={() => action.run()}>
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
