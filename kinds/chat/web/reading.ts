/** How far the open room was read, and where its 'new' line stands. Pure: each function gives the next state. */
export interface Reading {
  /** The line stands before the first message of others after this ordinal. Once it stands it does not move while the room is open. */
  readonly newAfter: number | undefined;
  /** Up to here the messages were before the person's eyes. */
  readonly seen: number;
  /** Marked unread here or elsewhere: nothing is marked as read by itself until the room is left. */
  readonly held: boolean;
}

/** The room is opened: `pointer` is undefined for a visitor, who has nothing unread. */
export function opened(pointer: number | undefined, last: number): Reading {
  const read = Math.min(pointer ?? last, last);
  return { newAfter: read < last ? read : undefined, seen: read, held: false };
}

/** New messages came, and `watching` says whether they are seen at once: the end is shown, and the tab has the focus. */
export function came(reading: Reading, { last, watching }: { readonly last: number; readonly watching: boolean }): Reading {
  if (last <= reading.seen) return reading;
  if (watching && !reading.held) return { ...reading, seen: last };
  return reading.newAfter === undefined ? { ...reading, newAfter: reading.seen } : reading;
}

/** The person wrote something: whoever answers has read. */
export function wrote(reading: Reading, last: number): Reading {
  return { newAfter: undefined, seen: Math.max(reading.seen, last), held: false };
}

/** Unread from this message on. */
export function markedUnread(ordinal: number): Reading {
  return { newAfter: ordinal - 1, seen: ordinal - 1, held: true };
}

/** 'Mark read' was pressed: the line stays where it is, so that one can still find it. */
export function markedRead(reading: Reading, last: number): Reading {
  return { ...reading, seen: last, held: false };
}

/** The pointer moved on elsewhere: what was read on another device is read here too. The line stays. */
export function readElsewhere(reading: Reading, pointer: number): Reading {
  return reading.held || pointer <= reading.seen ? reading : { ...reading, seen: pointer };
}

/** The feed's pointer went back: the person marked the room unread on another device. */
export function heldElsewhere(reading: Reading): Reading {
  return reading.held ? reading : { ...reading, held: true };
}

/** How far the pointer should be advanced now, or nothing. */
export function due(reading: Reading, pointer: number | undefined): number | undefined {
  return reading.held || pointer === undefined || reading.seen <= pointer ? undefined : reading.seen;
}
