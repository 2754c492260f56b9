import type { ChatView, Message } from '@atrium/kind-chat';
import { Bytes, type DocumentView, FIELD } from '@atrium/kind-document';
import type { MarketView } from '@atrium/kind-market';
import type { ChatContent, DocumentContent, MarketContent, WhispersContent } from './check/history.ts';
import type { WhispersView } from './whispers/contract.ts';
import * as Y from 'yjs';

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
    account: { free: mine.free, held: mine.held, yes: mine.yes, no: mine.no, paidYes: mine.paidYes, paidNo: mine.paidNo },
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

/** The document's text, by its lines. */
export function documentContent({ whole, tail }: DocumentView): DocumentContent {
  const doc = new Y.Doc();
  for (const update of [whole, ...tail]) Y.applyUpdate(doc, update);
  const tokens = doc
    .getXmlFragment(FIELD)
    .toArray()
    .map((line) => (line instanceof Y.XmlElement ? String(line.get(0)) : ''))
    .toSorted();
  doc.destroy();
  return { kind: 'document', tokens };
}

/** An update that brings one line more. `client` is who Yjs takes for its author. */
export function paragraphOf(token: string, client: number): Bytes {
  const doc = new Y.Doc();
  doc.clientID = client;
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText(token)]);
  doc.getXmlFragment(FIELD).insert(0, [line]);
  const update = new Bytes(Y.encodeStateAsUpdate(doc));
  doc.destroy();
  return update;
}
