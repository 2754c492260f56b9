import type { AnyContract, StateData, StateName } from '@atrium/protocol';
import { useCallback, useSyncExternalStore } from 'react';
import type { Channel } from '../channel.ts';

/** What stands under each key of the state lane: prices, positions, a board's things. */
export function useChannelState<C extends AnyContract, N extends StateName<C>>(channel: Channel<C> | undefined, name: N): ReadonlyMap<string, StateData<C, N>> {
  const subscribe = useCallback((listener: () => void) => channel?.subscribe(listener) ?? (() => {}), [channel]);
  return useSyncExternalStore(subscribe, () => channel?.stateOf(name) ?? NOTHING);
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
