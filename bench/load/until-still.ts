import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds in which nothing more has come, after which nothing will. */
const GIVEN_UP_MS = 5_000;

/** Until it is done, which it answers, or nothing has moved for a while. */
export async function untilStill(isDone: () => boolean, progress: () => number): Promise<boolean> {
  let moved = performance.now();
  let before = progress();
  while (!isDone()) {
    if (performance.now() - moved > GIVEN_UP_MS) return false;
    await sleep(2);
    const now = progress();
    if (now !== before) [before, moved] = [now, performance.now()];
  }
  return true;
}
