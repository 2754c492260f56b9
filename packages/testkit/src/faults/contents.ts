import type { ChatView, Message } from '@atrium/kind-chat';
import type { MarketView } from '@atrium/kind-market';
import type { ChatContent, MarketContent, WhispersContent } from './check/history.ts';
import type { WhispersView } from './whispers/contract.ts';

/** What of a view is written down: as much as the log can tell. */
export const chatContent = (view: ChatView): ChatContent => ({
  kind: 'chat',
  last: view.last,
  members: view.members.map(({ id }) => id).sort(),
  messages: view.messages.map(messageContent),
});

export const pageContent = ({ messages, last }: { readonly messages: readonly Message[]; readonly last: number }): ChatContent => ({
  kind: 'chat',
  last,
  messages: messages.map(messageContent),
});

const messageContent = ({ ordinal, text, deleted, reactions }: Message): ChatContent['messages'][number] => ({
  ordinal,
  text,
  deleted: deleted ?? false,
  reactions: reactions.flatMap(({ emoji, who }) => who.map((person) => `${emoji} ${person}`)).sort(),
});

export const marketContent = ({ tape, mine }: MarketView): MarketContent => ({
  kind: 'market',
  tape: tape.map(({ id }) => id),
  mine: mine && {
    account: { free: mine.free, held: mine.held, yes: mine.yes, no: mine.no },
    orders: mine.orders.map(({ id, left }) => `${id} ${left}`).sort(),
    fills: mine.fills.map(({ trade, order }) => `${trade} ${order}`),
  },
});

export const whispersContent = ({ count, lines, banned }: WhispersView): WhispersContent => ({
  kind: 'whispers',
  count,
  lines: lines.map(({ token }) => token),
  banned: [...banned].sort(),
});
