import { useEffect, useRef, useState } from 'react';
import { useHost } from './host.ts';
import { came, due, heldElsewhere, markedRead, markedUnread, opened, readElsewhere, type Reading, wrote } from './reading.ts';

export interface UsedReading {
  /** Undefined until it is known how far the room was read. */
  readonly reading: Reading | undefined;
  /** Messages came, or the end came on the screen. */
  look(last: number, watching: boolean): void;
  wrote(last: number): void;
  markRead(last: number): void;
  markUnread(ordinal: number): void;
}

/** The state of reading of one open room, told to the feed. `last` is undefined until the room is there. */
export function useReading(room: string, { last, member }: { readonly last: number | undefined; readonly member: boolean }): UsedReading {
  const host = useHost();
  const [reading, setReading] = useState<Reading | undefined>(undefined);
  const pointer = host.feed?.pointer;
  const before = useRef(pointer);
  const told = useRef<number>(undefined);

  // While rendering, so that the line is there from the first picture on.
  if (reading === undefined && last !== undefined && (pointer !== undefined || !member)) setReading(opened(pointer, last));

  useEffect(() => {
    const was = before.current;
    before.current = pointer;
    if (pointer === undefined || was === undefined || pointer === was) return;
    setReading((now) => now && (pointer < was ? heldElsewhere(now) : readElsewhere(now, pointer)));
  }, [pointer]);

  const to = reading && due(reading, pointer);
  useEffect(() => {
    // Once for each place: the hub may have its reason to leave the pointer where it is.
    if (to === undefined || told.current === to) return;
    told.current = to;
    host.advance(room, to);
  }, [to, room, host]);

  return {
    reading,
    look: (now, watching) => setReading((state) => state && came(state, { last: now, watching })),
    wrote: (now) => setReading((state) => state && wrote(state, now)),
    markRead: (now) => setReading((state) => state && markedRead(state, now)),
    markUnread: (ordinal) => {
      setReading(markedUnread(ordinal));
      host.markUnread(room, ordinal - 1);
    },
  };
}
