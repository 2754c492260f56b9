import { useCallback, useSyncExternalStore } from 'react';
import type { Status } from '../status.ts';
import { useClient } from './provider.tsx';

/** How it stands with the connection. */
export function useStatus(): Status {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.on('status', listener), [client]);
  return useSyncExternalStore(subscribe, () => client.status);
}
