import type { Channel } from '@atrium/client';
import { useCallback, useEffect, useMemo, useReducer } from 'react';
import type { chat } from '../contract.ts';
import type { ChatView, Message } from '../messages.ts';
import { expectedEvents, type Pending } from './pending.ts';
import { Quotes } from './quotes.ts';
import { Timeline } from './timeline.ts';

export type Conversing = Channel<typeof chat>;

export interface UsedTimeline {
  readonly timeline: Timeline;
  readonly messages: readonly Message[];
  /** A message that another one quotes: of the window, of the live view, or fetched. Undefined while it is being fetched. */
  quoted(ordinal: number): Message | null | undefined;
}

/** Joins the timeline to its channel: confirmed views and events in, rows out. `where` says which ordinal the reader looks at; `besides` is a message wanted besides quoted ones. */
export function useTimeline(
  channel: Conversing,
  {
    view,
    pending,
    me,
    where,
    besides,
  }: {
    readonly view: ChatView;
    readonly pending: readonly Pending[];
    readonly me: string;
    readonly where: React.RefObject<() => number | undefined>;
    readonly besides: number | undefined;
  },
): UsedTimeline {
  const [drawn, redraw] = useReducer((times: number) => times + 1, 0);
  const { timeline, quotes, take } = useMemo(() => connected(channel, redraw), [channel]);

  useEffect(() => {
    take();
    const offs = [
      channel.subscribe(take),
      channel.on('*', (event) => {
        timeline.event(event);
        quotes.event(event);
      }),
      channel.on('joined', ({ outcome }) => {
        if (outcome !== 'snapshot') return;
        const first = timeline.messages([]).length === 0;
        take();
        // The first snapshot of all has nothing to renew.
        if (first) return;
        void timeline.renew(where.current());
        quotes.renew();
      }),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, [channel, timeline, quotes, take, where]);

  const messages = useMemo(
    () => timeline.messages(view.messages, expectedEvents(pending, { view, me, now: view.messages.at(-1)?.at ?? 0 })),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `drawn` counts the changes of the window, which is no React state
    [timeline, view, pending, me, drawn],
  );
  const byOrdinal = useMemo(() => new Map([...view.messages, ...messages].map((message) => [message.ordinal, message])), [view, messages]);
  useEffect(() => {
    quotes.want([besides, ...messages.map(({ quote }) => quote)].filter((ordinal): ordinal is number => ordinal !== undefined && !byOrdinal.has(ordinal)));
  }, [quotes, messages, byOrdinal, besides]);

  const quoted = useCallback(
    (ordinal: number) => byOrdinal.get(ordinal) ?? quotes.get(ordinal),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `drawn` counts what was fetched, too
    [byOrdinal, quotes, drawn],
  );

  return { timeline, messages, quoted };
}

function connected(channel: Conversing, redraw: () => void): { readonly timeline: Timeline; readonly quotes: Quotes; readonly take: () => void } {
  const timeline = new Timeline(async (at, limit) => {
    const { reply, at: position } = await channel.query('history', { at, limit });
    return { messages: reply.messages, last: reply.last, at: position[1] };
  }, redraw);
  const quotes = new Quotes(async (ordinals) => {
    const { reply, at: position } = await channel.query('messages', { ordinals: [...ordinals] });
    return { messages: reply.messages, at: position[1] };
  }, redraw);
  const take = (): void => {
    const { confirmed, position } = channel;
    if (confirmed && position) timeline.update({ messages: confirmed.messages, last: confirmed.last, at: position[1] });
  };
  take();
  return { timeline, quotes, take };
}
