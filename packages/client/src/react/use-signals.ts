import type { AnyContract, SignalData, SignalName } from '@atrium/protocol';
import { useCallback, useSyncExternalStore } from 'react';
import type { Channel, Source } from '../channel.ts';

/** The senders of a signal that is still in force, such as who is typing. */
export function useSignals<C extends AnyContract, N extends SignalName<C>>(
  channel: Channel<C> | undefined,
  name: N,
): readonly (Source & { readonly data: SignalData<C, N> })[] {
  const subscribe = useCallback((listener: () => void) => channel?.subscribe(listener) ?? (() => {}), [channel]);
  return useSyncExternalStore(subscribe, () => channel?.signals(name) ?? NONE);
}

const NONE: readonly never[] = [];
