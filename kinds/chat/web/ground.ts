import { createContext, useContext, useMemo, useRef } from 'react';
import { clockFor, type Clock } from './days.ts';
import { type ChatHost, useHost } from './host.ts';

/**
 * What rows need of the host, kept apart from what changes while one reads (feed, focus, connection): a context that changes draws
 * every row again that uses it.
 */
export interface Ground extends Pick<ChatHost, 'me' | 'person' | 'say' | 'openRoom' | 'linkTo' | 'card'> {
  readonly clock: Clock;
  nameOf(id: string): string;
  may(action: string): boolean;
}

export const GroundContext = createContext<Ground | undefined>(undefined);

export function useGround(): Ground {
  const ground = useContext(GroundContext);
  if (!ground) throw new Error('This is shown inside a conversation.');
  return ground;
}

/** Built by the conversation. What only handlers call is read when it is called, so that a shell's inline functions draw nothing again. */
export function useGroundOfHost(): Ground {
  const host = useHost();
  const latest = useRef(host);
  latest.current = host;
  const { me, person, say, language, timeZone } = host;
  const { id, name, role } = me;
  const clock = useMemo(() => clockFor(language, timeZone), [language, timeZone]);
  return useMemo(
    () => ({
      me: { id, name, role },
      person,
      say,
      clock,
      nameOf: (who) => person(who)?.name ?? say('chat.someone'),
      openRoom: (room, ordinal, ref) => latest.current.openRoom(room, ordinal, ref),
      card: (room, ref) => latest.current.card?.(room, ref),
      linkTo: (room, ordinal) => latest.current.linkTo(room, ordinal),
      may: (action) => latest.current.may?.(action) ?? allowed(action, role),
    }),
    [id, name, role, person, say, clock],
  );
}

/** Until the host says otherwise: what is offered to everyone, and to those who keep order. The hub decides. */
const allowed = (action: string, role: string): boolean => action !== 'message.delete.any' || role === 'owner' || role === 'admin';
