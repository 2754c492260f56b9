import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Scroller } from './scroller.ts';
import type { Timeline } from './timeline.ts';

export interface UsedScroller {
  /** On the element that scrolls, and on the rows in it. */
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly list: React.RefObject<HTMLDivElement | null>;
  readonly scroller: React.RefObject<Scroller | undefined>;
  /** The end of what there is is on the screen. */
  readonly atEnd: boolean;
}

/** Scrolls the list, brings more where the reader comes near an end, and keeps their place. `moved` is told of every movement. */
export function useScroller(timeline: Timeline, moved: () => void): UsedScroller {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const scroller = useRef<Scroller>(undefined);
  const [following, setFollowing] = useState(true);
  const latest = useRef(moved);
  latest.current = moved;

  useLayoutEffect(() => {
    if (!box.current || !list.current) return;
    const made = new Scroller(box.current, list.current, () => {
      setFollowing(made.following);
      fill(made, timeline);
      latest.current();
    });
    scroller.current = made;
    return () => made.destroy();
  }, [timeline]);

  // After every drawing: whatever changed, the reader's place is right before it is painted.
  useLayoutEffect(() => scroller.current?.settle());
  useEffect(() => {
    if (scroller.current) fill(scroller.current, timeline);
  });

  return { box, list, scroller, atEnd: following && timeline.window.live };
}

function fill(scroller: Scroller, timeline: Timeline): void {
  const { older, live, loading, failed } = timeline.window;
  timeline.following = scroller.following && live;
  if (loading !== undefined) return;
  // What failed is asked for again when the person says so, not over and over.
  if (older && scroller.nearTop && failed !== 'older') void timeline.older();
  else if (!live && scroller.nearEnd && failed !== 'newer') void timeline.newer();
}
