import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ComposerHandle } from './composer.tsx';

/** When the message that has the focus goes, because it was deleted or lies too far off, the one at its place gets it, or the composer. */
export function useKeptFocus(list: React.RefObject<HTMLElement | null>, composer: React.RefObject<ComposerHandle | null>): void {
  const held = useRef<number | undefined>(undefined);

  useEffect(() => {
    const element = list.current;
    const got = (event: FocusEvent): void => {
      held.current = event.target instanceof Element ? Number(event.target.closest('article')?.getAttribute('data-ordinal')) || undefined : undefined;
    };
    const lost = (event: FocusEvent): void => {
      // A row that is taken out of the document says nothing of where the focus goes; one that is left does.
      if (event.relatedTarget instanceof Node && !element?.contains(event.relatedTarget)) held.current = undefined;
    };
    element?.addEventListener('focusin', got);
    element?.addEventListener('focusout', lost);
    return () => {
      element?.removeEventListener('focusin', got);
      element?.removeEventListener('focusout', lost);
    };
  }, [list]);

  useLayoutEffect(() => {
    const ordinal = held.current;
    if (ordinal === undefined || document.activeElement !== document.body || list.current?.querySelector(`[data-ordinal="${ordinal}"]`)) return;
    held.current = undefined;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('article') ?? [])];
    const next = rows.find((row) => Number(row.getAttribute('data-ordinal')) > ordinal) ?? rows.at(-1);
    if (next) next.focus({ preventScroll: true });
    else composer.current?.focus();
  });
}
