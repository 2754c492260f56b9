import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';

/** Pixels between the button and what it opens, and at least to the window's edge. */
const GAP = 6;

/**
 * Opens over everything, beside the element it belongs to; Esc and a press elsewhere close it. It is the browser's own popover, so nothing
 * clips it and nothing stacks above it.
 */
export function Floating({
  anchor,
  label,
  role,
  className,
  onClose,
  children,
}: {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly role: 'dialog' | 'menu';
  readonly className: string;
  onClose(): void;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover?.();
    place(element, anchor);
    element.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }, [anchor]);

  useEffect(() => {
    const element = box.current;
    const toggled = (event: Event): void => {
      if ('newState' in event && event.newState === 'closed') close.current();
    };
    const away = (): void => close.current();
    element?.addEventListener('toggle', toggled);
    window.addEventListener('resize', away);
    return () => {
      element?.removeEventListener('toggle', toggled);
      window.removeEventListener('resize', away);
    };
  }, []);

  return (
    <div ref={box} popover="auto" role={role} aria-label={label} className={`chat-floating ${className}`} onKeyDown={(event) => walk(event)}>
      {children}
    </div>
  );
}

/** Below the anchor where there is room, above it otherwise; flush with the side of it that is nearer to the window's edge, so that it opens inwards. */
function place(element: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const size = element.getBoundingClientRect();
  const wanted = from.left + from.right < window.innerWidth ? from.left : from.right - size.width;
  const left = Math.max(GAP, Math.min(wanted, window.innerWidth - size.width - GAP));
  const below = from.bottom + GAP;
  const top = below + size.height <= window.innerHeight - GAP ? below : Math.max(GAP, from.top - GAP - size.height);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}

/** Arrow keys go from button to button; in a grid, up and down go to the one that stands there. */
export function walk(event: React.KeyboardEvent<HTMLElement>, within: HTMLElement = event.currentTarget): void {
  const { key } = event;
  if (!['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)) return;
  const buttons = [...within.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const here = buttons.findIndex((button) => button === document.activeElement);
  const current = buttons[here];
  if (!current) return;
  event.preventDefault();
  // What happens in a menu is no business of the list it opened from.
  event.stopPropagation();
  const rtl = getComputedStyle(within).direction === 'rtl';
  const ahead = rtl ? 'ArrowLeft' : 'ArrowRight';
  const to =
    key === 'Home'
      ? buttons[0]
      : key === 'End'
        ? buttons.at(-1)
        : key === 'ArrowDown' || key === 'ArrowUp'
          ? vertical(buttons, current, key === 'ArrowDown' ? 1 : -1)
          : buttons[(here + (key === ahead ? 1 : -1) + buttons.length) % buttons.length];
  to?.focus();
}

function vertical(buttons: readonly HTMLElement[], from: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const { left, top } = from.getBoundingClientRect();
  const places = buttons.map((button) => ({ button, box: button.getBoundingClientRect() })).filter(({ box }) => (box.top - top) * step > 2);
  const line = step > 0 ? Math.min(...places.map(({ box }) => box.top)) : Math.max(...places.map(({ box }) => box.top));
  return places.filter(({ box }) => Math.abs(box.top - line) < 2).toSorted((a, b) => Math.abs(a.box.left - left) - Math.abs(b.box.left - left))[0]?.button;
}
