import type { Channel } from '@atrium/client';
import { useEffect, useState } from 'react';
import type { board, Now } from '../contract.ts';
import { type Shown, shownOf } from './things.ts';
import { Trails } from './trails.ts';

export type Tracking = Channel<typeof board>;

/** Milliseconds between two pictures: more often nobody reads a number, however often it comes. */
const DRAW_MS = 100;

export interface Things {
  readonly all: readonly Shown[];
  readonly trails: Trails;
}

/** What is on a board now, for as long as it is shown; drawn at most ten times a second, however many values come: each is taken, and the last is shown. */
export function useThings(channel: Tracking): Things {
  const [trails] = useState(() => new Trails());
  const [all, setAll] = useState<readonly Shown[]>([]);
  useEffect(() => {
    // What has not changed stays the same object, so that its row is not drawn again.
    const known = new WeakMap<Now, Shown>();
    const shown = (key: string, now: Now): Shown => {
      const before = known.get(now) ?? shownOf(key, now);
      known.set(now, before);
      return before;
    };
    let frame: number | undefined;
    let last = 0;
    const draw = (time: number): void => {
      frame = undefined;
      if (time - last < DRAW_MS) return ask();
      last = time;
      setAll([...channel.stateOf('things')].map(([key, now]) => shown(key, now)));
    };
    const ask = (): void => {
      frame ??= requestAnimationFrame(draw);
    };
    for (const [key, now] of channel.stateOf('things')) trails.take(key, now);
    const off = [
      channel.onState('things', (key, now) => {
        if (now) trails.take(key, now);
        ask();
      }),
      channel.subscribe(ask),
    ];
    ask();
    return () => {
      for (const each of off) each();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [channel, trails]);
  return { all, trails };
}
