import { useRef } from 'react';

/** As long as phones take. */
const LONG_PRESS_MS = 450;
/** A finger that goes further is scrolling. */
const STILL_PX = 10;

/** A long press of a finger. A mouse's right button stays the browser's. */
export function useLongPress(pressed: () => void): React.DOMAttributes<HTMLElement> {
  const waiting = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly x: number; readonly y: number }>(undefined);
  const touched = useRef(false);
  const stop = (): void => {
    clearTimeout(waiting.current?.timer);
    waiting.current = undefined;
  };
  const fire = (): void => {
    swallowClick();
    pressed();
  };
  return {
    onPointerDown: (event) => {
      stop();
      touched.current = event.pointerType === 'touch';
      if (!touched.current || (event.target instanceof Element && event.target.closest('a, button, input, pre'))) return;
      waiting.current = { timer: setTimeout(fire, LONG_PRESS_MS), x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      if (waiting.current && Math.hypot(event.clientX - waiting.current.x, event.clientY - waiting.current.y) > STILL_PX) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onContextMenu: (event) => {
      // Android opens its own menu at the same moment.
      if (waiting.current && touched.current) event.preventDefault();
    },
  };
}

/** The finger that is still down must not press, when it goes up, what has opened under it. */
function swallowClick(): void {
  const done = new AbortController();
  document.addEventListener('touchend', (event) => (event.preventDefault(), done.abort()), { capture: true, passive: false, signal: done.signal });
  for (const name of ['touchcancel', 'pointerdown']) document.addEventListener(name, () => done.abort(), { capture: true, signal: done.signal });
}

/** The device is used with fingers: no pointer that hovers, a keyboard on the screen. */
export const coarse = (): boolean => globalThis.matchMedia?.('(hover: none) and (pointer: coarse)').matches ?? false;
