export interface Toast {
  readonly id: number;
  readonly text: string;
  /** One that asks for something stays until it is answered. */
  readonly action?: { readonly label: string; run(): void };
}

/** Milliseconds that a sentence of ten words can be read in, twice. */
const SHOWN_MS = 5_000;
let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

const set = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

/** Says in passing that something was done, or was not. The same sentence is not shown twice at once. */
export function toast(text: string, action?: Toast['action']): void {
  last += 1;
  const id = last;
  set([...toasts.filter((shown) => shown.text !== text), { id, text, ...(action !== undefined && { action }) }]);
  if (action === undefined) setTimeout(() => set(toasts.filter((shown) => shown.id !== id)), SHOWN_MS);
}

export const shownToasts = (): readonly Toast[] => toasts;
export const onToasts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
