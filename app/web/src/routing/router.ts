import { useSyncExternalStore } from 'react';
import { addressOf, parseRoute, type Route } from './route.ts';

const listeners = new Set<() => void>();
let current: Route = parseRoute(location.pathname, location.hash);
/** Counts every arrival: opening the same message twice is two arrivals at one route. */
let arrivals = 0;

function arrive(): void {
  current = parseRoute(location.pathname, location.hash);
  arrivals += 1;
  for (const listener of listeners) listener();
}

addEventListener('popstate', arrive);
addEventListener('hashchange', arrive);

export function go(route: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  goTo(addressOf(route), { replace });
}

/** `address` must come from `addressOf` or `placeAfterSignIn`. */
export function goTo(address: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  arrive();
}

/** Takes a secret out of the address bar and the history, without going anywhere. */
export function dropFragment(): void {
  history.replaceState(null, '', location.pathname + location.search);
}

export const currentRoute = (): Route => current;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useRoute = (): Route => useSyncExternalStore(subscribe, currentRoute);
export const useArrivals = (): number => useSyncExternalStore(subscribe, () => arrivals);
