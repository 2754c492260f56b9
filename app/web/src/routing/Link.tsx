import type { AnchorHTMLAttributes, JSX, MouseEvent, Ref } from 'react';
import { addressOf, type Route } from './route.ts';
import { go } from './router.ts';

/** An ordinary link, so that it can be copied and opened in another tab; an ordinary click stays in this page. */
export function Link({
  to,
  onClick,
  children,
  ...rest
}: { readonly to: Route; readonly ref?: Ref<HTMLAnchorElement> } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>): JSX.Element {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={addressOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
