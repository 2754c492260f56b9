import { useEffect } from 'react';

const PLAIN = '/favicon.svg';
/** More digits cannot be read at 16 pixels. */
const MOST = 99;

const drawing = (count: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="7" fill="#a9482b"/><text x="16" y="23" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${count > 9 ? 17 : 21}" fill="#f6f2ee">${Math.min(count, MOST)}</text></svg>`;

/** '(3) general · Harbour Works' */
export const pageTitle = (count: number, place: string, workspace: string): string =>
  `${count > 0 ? `(${count}) ` : ''}${[place, workspace].filter((part) => part !== '').join(' · ')}`;

/** Says in the tab how much waits for this person. */
export function useBadge(count: number, place: string, workspace: string): void {
  useEffect(() => {
    document.title = pageTitle(count, place, workspace);
  }, [count, place, workspace]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon === null || count === 0) return;
    icon.href = `data:image/svg+xml,${encodeURIComponent(drawing(count))}`;
    return () => {
      icon.href = PLAIN;
    };
  }, [count]);
}
