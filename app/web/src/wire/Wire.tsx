import './wire-place.css';
import type { Client } from '@atrium/client';
import { type JSX, lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useNarrow } from '../shell/useNarrow.ts';
import { isWireOpen, showWire, useWireOpen } from './open-wire.ts';
import { isWireKey } from './wire-key.ts';

const WirePanel = lazy(async () => ({ default: (await import('./WirePanel.tsx')).WirePanel }));

/** A place beside the whole page for the panel that shows its connection, also when there is none yet or none any more. */
export function Wire({ client, children }: { readonly client: Client | undefined; readonly children: ReactNode }): JSX.Element {
  const open = useWireOpen();
  const narrow = useNarrow();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!isWireKey(event) || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      showWire(!isWireOpen());
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <div className={open ? 'wired open' : 'wired'}>
      {/* On a phone the panel lies over the page. */}
      <div className="wired-page" inert={open && narrow}>
        {children}
      </div>
      {open && (
        <Suspense fallback={<aside className="wire" aria-busy="true" />}>
          <WirePanel client={client} close={() => showWire(false)} />
        </Suspense>
      )}
    </div>
  );
}
