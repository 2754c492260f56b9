import type { Channel } from '@atrium/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { board, Now } from '../contract.ts';
import { type Shown, shownOf } from './things.ts';
import { Trails } from './trails.ts';

export type Tracking = Channel<typeof board>;

/** Milliseconds between two pictures: more often nobody reads a number, however often it comes. */
const DRAW_MS = 100;

export interface Things {
  readonly all: readonly Shown[];
  readonly trails: Trails;
  /** Another number for each picture. */
  readonly drawn: number;
}

/** What is on the board now, drawn at most ten times a second, however many values come: each is taken, and the last is shown. */
export function useThings(channel: Tracking): Things {
  // Another channel is another board.
  // oxlint-disable-next-line react/exhaustive-deps
  const trails = useMemo(() => new Trails(), [channel]);
  const cache = useRef(new WeakMap<Now, Shown>());
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    let frame: number | undefined;
    let last = 0;
    const draw = (time: number): void => {
      frame = undefined;
      if (time - last < DRAW_MS) return ask();
      last = time;
      setDrawn((before) => before + 1);
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
  const all = useMemo(
    () =>
      [...channel.stateOf('things')].map(([key, now]) => {
        const known = cache.current.get(now) ?? shownOf(key, now);
        cache.current.set(now, known);
        return known;
      }),
    // What the channel has is another at every picture.
    // oxlint-disable-next-line react/exhaustive-deps
    [channel, drawn],
  );
  return { all, trails, drawn };
}
