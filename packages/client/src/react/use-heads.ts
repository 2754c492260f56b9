import type { ChannelAddress } from '@atrium/protocol';
import { useCallback, useSyncExternalStore } from 'react';
import type { Head } from '../heads.ts';
import { useClient } from './provider.tsx';

/** The heads of the watched channels. */
export function useHeads(): ReadonlyMap<ChannelAddress, Head> {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.on('heads', listener), [client]);
  return useSyncExternalStore(subscribe, () => client.heads);
}
