import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from './provider.tsx';

/** Of the people that `client.people` asked for, those who are here. */
export function usePeople(): ReadonlySet<string> {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.on('people', listener), [client]);
  return useSyncExternalStore(subscribe, () => client.here);
}
