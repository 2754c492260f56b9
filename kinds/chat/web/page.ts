import { applyToMessages, type ChatEvent } from '../apply.ts';
import type { Message } from '../messages.ts';

/** Messages without a gap between them, true at an offset of the conversation's log. */
export interface Page {
  readonly messages: readonly Message[];
  readonly at: number;
}

export const firstOf = (messages: readonly Message[]): number | undefined => messages[0]?.ordinal;
export const lastOf = (messages: readonly Message[]): number | undefined => messages.at(-1)?.ordinal;

/** Folds what changes messages that stand already. Events up to the page's offset are in it. A new message never joins a page: it has its place in the live tail. */
export function foldPage(page: Page, event: ChatEvent): Page {
  if (event.offset <= page.at) return page;
  const messages = event.name === 'posted' ? page.messages : applyToMessages(page.messages, event);
  return messages === page.messages ? page : { messages, at: event.offset };
}

/** Folds a run of events; the page is true at `to` then. */
export function foldAll(page: Page, events: readonly ChatEvent[]): Page {
  return events.reduce(foldPage, page);
}
