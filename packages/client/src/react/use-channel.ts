import type { AnyContract } from '@atrium/protocol';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Channel, ChannelLook } from '../channel.ts';
import { useClient } from './provider.tsx';

export interface UsedChannel<C extends AnyContract> extends ChannelLook<C> {
  readonly channel: Channel<C> | undefined;
}

const NONE: UsedChannel<never> = { channel: undefined, view: undefined, pending: [], presence: new Map(), count: 0, state: 'joining', refusal: undefined };

/** A channel that is joined as long as what uses it is shown, and drawn again when view, pending, presence or state change. Without an id: nothing. */
export function useChannel<C extends AnyContract>(contract: C, id: string | undefined): UsedChannel<C> {
  const client = useClient();
  const channel = useMemo(() => (id === undefined ? undefined : client.reach(contract, id)), [client, contract, id]);
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!channel) return () => {};
      const off = channel.subscribe(listener);
      channel.join();
      return () => {
        off();
        channel.leave();
      };
    },
    [channel],
  );
  const look = useSyncExternalStore(subscribe, () => channel?.look);
  return useMemo(() => (channel && look ? { channel, ...look } : NONE), [channel, look]);
}
