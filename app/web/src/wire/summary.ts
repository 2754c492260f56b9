import type { Frame } from './frame.ts';

export interface Summary {
  /** Types of its messages in the order in which they first come, each with the names in it, and how many there are. */
  readonly parts: readonly { readonly type: string; readonly names: readonly string[]; readonly times: number }[];
  /** Messages that no part tells. */
  readonly more: number;
  /** The one channel it is about, or how many. */
  readonly channel: string | number | undefined;
  /** Of a frame with one message. */
  readonly at: string | undefined;
}

/** A frame in one line. */
export function summaryOf({ told, messages }: Pick<Frame, 'told' | 'messages'>): Summary {
  const parts: { type: string; names: readonly string[]; times: number }[] = [];
  for (const { type, names } of told) {
    const before = parts.find((part) => part.type === type);
    if (before) {
      before.times += 1;
      before.names = [...new Set([...before.names, ...names])];
    } else parts.push({ type, names, times: 1 });
  }
  const channels = [...new Set(told.flatMap((one) => one.channels))];
  return {
    parts,
    more: messages - told.length,
    channel: channels.length > 1 ? channels.length : channels[0],
    at: messages === 1 ? told[0]?.at : undefined,
  };
}
