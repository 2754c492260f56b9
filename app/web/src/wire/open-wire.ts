import { useSyncExternalStore } from 'react';

let open = false;
const listeners = new Set<() => void>();

export function showWire(show: boolean): void {
  open = show;
  for (const listener of listeners) listener();
}
export const isWireOpen = (): boolean => open;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
/** Whether the panel that shows the page's own connection is open. There is room for one panel at the right. */
export const useWireOpen = (): boolean => useSyncExternalStore(subscribe, isWireOpen);
