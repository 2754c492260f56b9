import { useTableHost } from '@atrium/table/web';
import { type JSX, useSyncExternalStore } from 'react';
import { useSay } from './say.ts';
import { agoOf } from './things.ts';

/** One clock for all that say how long ago. */
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

function follow(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || ticking === undefined) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** How long ago something was heard. */
export function Heard({ at }: { readonly at: number }): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  useSyncExternalStore(follow, () => (agoOf(at, Date.now())?.unit === 'second' ? second : Math.floor(second / 10)));
  const ago = agoOf(at, Date.now());
  return (
    <span>{ago ? new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'narrow' }).format(-ago.count, ago.unit) : say('board.heard.now')}</span>
  );
}
