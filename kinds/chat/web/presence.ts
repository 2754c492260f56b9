import { useChannel } from '@atrium/client/react';
import { useMemo } from 'react';
import { chat } from '../contract.ts';

/** Ids of the people who have the room open now, for the room's header. */
export function usePresentPeople(room: string | undefined): readonly string[] {
  const { presence } = useChannel(chat, room);
  return useMemo(() => [...presence.keys()], [presence]);
}
