import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from './row.ts';

/** Everything wanted, once and in order: in words. */
export function exactlyOnce(wanted: readonly string[], got: readonly string[]): Seen {
  const lost = wanted.filter((each) => !got.includes(each));
  const doubled = got.filter((each, at) => got.indexOf(each) !== at);
  const strange = got.filter((each) => !wanted.includes(each));
  const inOrder = [...got].filter((each, at) => wanted.includes(each) && got.indexOf(each) === at);
  const expected = wanted.filter((each) => got.includes(each));
  const swapped = inOrder.some((each, at) => each !== expected[at]);
  const faults = [
    ...(lost.length > 0 ? [`lost ${lost.length} of ${wanted.length}`] : []),
    ...(doubled.length > 0 ? [`${doubled.length + new Set(doubled).size} times instead of ${new Set(doubled).size === 1 ? 'once' : `${new Set(doubled).size}`}`] : []),
    ...(swapped ? [`in the order ${inOrder.join(', ')}`] : []),
    ...(strange.length > 0 ? [`${strange.length} that nobody sent`] : []),
  ];
  return faults.length === 0 ? { holds: true, what: wanted.length === 1 ? 'once' : `all ${wanted.length}, once, in order` } : { holds: false, what: faults.join('; ') };
}

/** Two findings that both have to hold. */
export const both = (one: Seen, other: Seen): Seen => ({ holds: one.holds && other.holds, what: `${one.what}; ${other.what}` });

/** Waits until it is so, and answers whether it is: what has not come by then was lost. */
export async function comes(isSo: () => boolean, withinMs = 6_000): Promise<boolean> {
  const late = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > late) return false;
    await sleep(5);
  }
  return true;
}
