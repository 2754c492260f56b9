import { createContext, type ReactNode, useContext } from 'react';
import type { Say } from './say.ts';

export interface HostPerson {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly active: boolean;
}

/** How far this person has read a room, as their feed says at `offset`. */
export interface ReadState {
  readonly pointer: number;
  readonly mentions: readonly number[];
  readonly offset: number;
}

/**
 * What the conversation asks of the shell that hosts it. The value may be a new object at every render; what it holds should keep its
 * identity as long as it means the same, so that rows of a long conversation are not drawn again.
 */
export interface ChatHost {
  readonly me: { readonly id: string; readonly name: string; readonly role: string };
  person(id: string): { readonly id: string; readonly name: string; readonly active: boolean } | undefined;
  readonly people: readonly HostPerson[];
  readonly say: Say;
  /** BCP 47, such as `en` or `ru`. */
  readonly language: string;
  /** IANA name of the viewer's zone: days part there. */
  readonly timeZone: string;
  /** `ref`: something on the room's table. */
  openRoom(id: string, ordinal?: number, ref?: string): void;
  /** What a message that links something on a table shows of it, live; undefined where there is no such thing. */
  card?(room: string, ref: string): ReactNode;
  /** The address of a message, to be copied: absolute. */
  linkTo(room: string, ordinal: number): string;
  /** Undefined while it is unknown, and for a visitor of a public room. */
  readonly feed: ReadState | undefined;
  advance(room: string, to: number): void;
  markUnread(room: string, to: number): void;
  /** The tab is visible and has the focus. */
  readonly focused: boolean;
  readonly connection: 'ok' | 'waiting' | 'connecting';
  /** What a line such as `/market` does instead of being said, by its name without the stroke. */
  readonly commands?: ReadonlyMap<string, () => void>;
  /** The app's rights for this person, `message.pin` and the like. Without it the conversation offers what members may do and the hub has the last word. */
  may?(action: string): boolean;
}

export const ChatHostContext = createContext<ChatHost | undefined>(undefined);

export function useHost(): ChatHost {
  const host = useContext(ChatHostContext);
  if (!host) throw new Error('A conversation is shown inside <ChatHostContext value={…}>.');
  return host;
}
